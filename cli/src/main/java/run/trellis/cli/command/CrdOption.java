package run.trellis.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;
import run.trellis.cli.workspace.Kinds;
import run.trellis.cluster.ApiException;
import run.trellis.cluster.Cluster;
import run.trellis.cluster.ClusterOptions;
import run.trellis.diagnostic.Diagnostic;
import run.trellis.diagnostic.DiagnosticText;
import run.trellis.diagnostic.Outcome;
import run.trellis.document.Document;
import run.trellis.document.Documents;
import run.trellis.json.JsonObject;
import run.trellis.object.GroupVersionKind;
import run.trellis.schema.BuiltInSchemas;
import run.trellis.schema.CrdReader;
import run.trellis.schema.KindSchema;
import run.trellis.schema.Schemas;

/// The option `--crds`, and the kinds that are known with it.
final class CrdOption {
    private static final List<String> PACKAGED = List.of("rayservice", "raycluster", "rayjob");

    @Option(
            names = "--crds",
            paramLabel = "PATH",
            description = "File or folder with CRDs of kinds that the definitions use; may be repeated."
                    + " Kubernetes' own kinds and ray.io's are known.")
    private List<Path> places = List.of();

    @Option(
            names = "--cluster",
            description = "Ask the API server of the current context first; it is only read. Its documents are kept"
                    + " in ~/.cache/trellis/openapi.")
    private boolean cluster;

    /// The kinds of the API server, if it is to be asked; Kubernetes' kinds, those whose CRDs come with Trellis, and
    /// those that the user gave.
    ///
    /// @throws CommandException if a file cannot be read or is no CRD
    Kinds kinds() throws CommandException {
        List<JsonObject> crds = new ArrayList<>();
        for (Path place : places) {
            List<JsonObject> found = new ArrayList<>();
            for (Path file : Sources.files(place)) {
                found.addAll(crds(file));
            }
            if (found.isEmpty()) {
                throw new CommandException("%s holds no CustomResourceDefinition".formatted(place));
            }
            crds.addAll(found);
        }
        Known known = new Known(List.copyOf(crds));
        return cluster ? new Served(known) : known;
    }

    private static List<JsonObject> crds(Path file) throws CommandException {
        return switch (Sources.read(file)) {
            case Outcome.Ok<List<Document>>(List<Document> documents, var _) ->
                documents.stream()
                        .map(document -> document.root().json())
                        .filter(JsonObject.class::isInstance)
                        .map(JsonObject.class::cast)
                        .filter(body -> !CrdReader.read(body).isEmpty())
                        .toList();
            case Outcome.Failed<List<Document>>(List<Diagnostic> diagnostics) ->
                throw new CommandException(
                        "cannot use %s:%n%s".formatted(file, DiagnosticText.block(diagnostics.getFirst())));
        };
    }

    /// @param others where those come from that the API server does not serve
    private record Served(Kinds others) implements Kinds {
        @Override
        public Schemas schemas(Set<GroupVersionKind> asked) {
            return others.schemas(asked);
        }

        @Override
        public Schemas served(Set<GroupVersionKind> asked) {
            ClusterOptions options =
                    new ClusterOptions(Optional.empty(), ControllerCommand.userAgent(), ControllerCommand.IN_FLIGHT);
            try (Cluster server = Cluster.connect(
                    UserCache.openApi(System.getenv()).map(options::cachingIn).orElse(options))) {
                return server.schemas(asked);
            } catch (IOException | ApiException e) {
                throw new Unreachable("--cluster: the API server cannot be asked: " + e.getMessage());
            }
        }

        @Override
        public List<JsonObject> crds() {
            return others.crds();
        }
    }

    /// The API server cannot be asked; the message is for the user.
    static final class Unreachable extends RuntimeException {
        private static final long serialVersionUID = 1;

        Unreachable(String message) {
            super(message);
        }
    }

    /// @param crds those that the user gave
    private record Known(List<JsonObject> crds) implements Kinds {
        /// The CRDs of ray.io are large: only those that are asked for are read.
        @Override
        public Schemas schemas(Set<GroupVersionKind> asked) {
            List<KindSchema> packaged = new ArrayList<>();
            for (String name : PACKAGED) {
                if (asked.stream()
                        .anyMatch(kind ->
                                kind.group().equals("ray.io") && kind.kind().equalsIgnoreCase(name))) {
                    String file = "crds/ray.io_%ss.yaml".formatted(name);
                    Documents.parse(file, Sources.packaged(file)).orElseThrow().stream()
                            .map(document -> document.root().json())
                            .filter(JsonObject.class::isInstance)
                            .forEach(crd -> packaged.addAll(CrdReader.read((JsonObject) crd)));
                }
            }
            return BuiltInSchemas.read(asked).and(Schemas.of(packaged));
        }
    }
}
