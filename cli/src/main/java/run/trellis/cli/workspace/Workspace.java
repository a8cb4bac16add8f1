package run.trellis.cli.workspace;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import run.trellis.diagnostic.Diagnostic;
import run.trellis.diagnostic.Outcome;
import run.trellis.diagnostic.Position;
import run.trellis.document.Document;
import run.trellis.graph.CompileOptions;
import run.trellis.json.JsonObject;
import run.trellis.schema.CrdReader;
import run.trellis.schema.KindSchema;

/// Documents that are checked together.
///
/// @param definitions the definitions, in the order of the files
/// @param findings everything that is wrong, by file and line
/// @param tally what was looked at
public record Workspace(List<Definition> definitions, List<Diagnostic> findings, Tally tally) {
    private static final Position END = new Position(Integer.MAX_VALUE, 1);

    public Workspace {
        definitions = List.copyOf(definitions);
        findings = List.copyOf(findings);
    }

    /// Checks all documents of all files.
    public static Workspace of(List<InputFile> files, Kinds kinds, CompileOptions options) {
        List<Diagnostic> findings = new ArrayList<>();
        Sorted sorted = new Sorted();
        for (InputFile file : files) {
            findings.addAll(file.documents().findings());
            if (file.documents() instanceof Outcome.Ok<List<Document>> read) {
                read.value().forEach(document -> sorted.add(document, file.named()));
            }
        }
        List<JsonObject> crds = new ArrayList<>(kinds.crds());
        crds.addAll(sorted.crds());
        List<KindSchema> declared =
                crds.stream().flatMap(crd -> CrdReader.read(crd).stream()).toList();
        DefinitionCheck definitions = new DefinitionCheck(sorted.definitions(), kinds, declared, options);
        findings.addAll(definitions.findings());
        findings.addAll(new ClusterRules(definitions.all(), crds).findings());
        InstanceRules instances = new InstanceRules(definitions, declared);
        sorted.objects().forEach(object -> findings.addAll(instances.findings(object)));
        Tally tally = new Tally(
                files.size(), sorted.definitions().size(), instances.checked(), sorted.others() - instances.checked());
        return new Workspace(definitions.all(), ordered(findings, files), tally);
    }

    /// The definition of this name.
    public Optional<Definition> definition(String name) {
        return definitions.stream()
                .filter(definition -> definition.name().equals(name))
                .findFirst();
    }

    private static List<Diagnostic> ordered(List<Diagnostic> findings, List<InputFile> files) {
        Map<String, Integer> places = new LinkedHashMap<>();
        files.forEach(file -> places.putIfAbsent(file.origin(), places.size()));
        return findings.stream()
                .distinct()
                .sorted(Comparator.<Diagnostic>comparingInt(
                                finding -> places.getOrDefault(finding.origin(), Integer.MAX_VALUE))
                        .thenComparing(finding -> finding.position().orElse(END)))
                .toList();
    }
}
