package run.trellis.cli.command;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import run.trellis.cli.output.FieldText;
import run.trellis.cli.output.Style;
import run.trellis.diagnostic.Code;
import run.trellis.diagnostic.Suggestion;
import run.trellis.graph.CompiledGraph;
import run.trellis.object.GroupVersionKind;
import run.trellis.schema.BuiltInSchemas;
import run.trellis.schema.KindSchema;
import run.trellis.schema.Schemas;

/// `trellis explain`: a field of a kind, as `kubectl explain` does it, or the page of a diagnostic code.
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Explain a field of a kind, or a diagnostic code.",
        footer = {
            "",
            "Examples:",
            "  trellis explain -f rgd.yaml webapp.spec.replicas",
            "  trellis explain deployment.spec.strategy",
            "  trellis explain TRL-303",
            "  trellis explain codes",
            "",
            "Exit codes: 0 explained, 1 no such field, or the definition is wrong, 2 the command cannot run."
        })
public final class ExplainCommand implements Callable<Integer> {
    private static final Pattern CODE = Pattern.compile("(?:TRL-?)?(\\d{3})", Pattern.CASE_INSENSITIVE);

    @Parameters(
            paramLabel = "FIELD|CODE",
            description = "A kind and a path of fields, such as webapp.spec.replicas; a code, such as TRL-303; or"
                    + " codes, for the list of all.")
    private String subject = "";

    @Option(
            names = {"-f", "--definition"},
            paramLabel = "RGD",
            description = "File with the definition that makes the kind. Without it the kind is one of Kubernetes,"
                    + " or of --crds.")
    private Optional<String> file = Optional.empty();

    @Option(names = "--recursive", description = "Show the fields below the field, and those below them.")
    private boolean recursive;

    @Mixin
    private DefinitionOption definition = new DefinitionOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws CommandException {
        Matcher number = CODE.matcher(subject);
        if (number.matches()) {
            return code("TRL-" + number.group(1));
        }
        if (subject.equals("codes")) {
            return codes();
        }
        List<String> path = Arrays.asList(subject.split("[.]", -1));
        if (file.isPresent()) {
            return definition
                    .load(file.get(), spec.commandLine().getErr())
                    .map(graph -> field(kind(graph), ofInstance(graph, path)))
                    .orElse(1);
        }
        return field(known(path.getFirst()), path.subList(1, path.size()));
    }

    private int code(String id) throws CommandException {
        Code code = Arrays.stream(Code.values())
                .filter(known -> known.id().equals(id))
                .findFirst()
                .orElseThrow(() ->
                        new CommandException("there is no code %s; all codes: trellis explain codes".formatted(id)));
        return print(Pages.text(code));
    }

    private int codes() {
        return print(Arrays.stream(Code.values())
                .map(code -> code.id() + "  " + code.title())
                .collect(Collectors.joining("\n")));
    }

    private int field(KindSchema kind, List<String> path) {
        return switch (FieldText.of(kind, path, recursive, Style.ofThisProcess())) {
            case FieldText.Found found -> print(found.text());
            case FieldText.Missing missing -> {
                PrintWriter err = spec.commandLine().getErr();
                err.println("trellis: " + missing.message());
                err.flush();
                yield 1;
            }
        };
    }

    private int print(String text) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(text.stripTrailing());
        out.flush();
        return 0;
    }

    private static KindSchema kind(CompiledGraph graph) {
        return new KindSchema(graph.kind(), graph.plural(), graph.namespaced(), graph.instanceSchema());
    }

    /// With a definition the kind may be left out: it is known.
    private static List<String> ofInstance(CompiledGraph graph, List<String> path) {
        return isNameOf(path.getFirst(), graph.kind(), graph.plural()) ? path.subList(1, path.size()) : path;
    }

    private KindSchema known(String name) throws CommandException {
        Schemas given = definition.given();
        Optional<KindSchema> own = given.kinds().values().stream()
                .filter(kind -> isNameOf(name, kind.kind(), kind.plural()))
                .findFirst();
        if (own.isPresent()) {
            return own.get();
        }
        List<KindSchema> served = BuiltInSchemas.served();
        GroupVersionKind kind = served.stream()
                .filter(candidate -> isNameOf(name, candidate.kind(), candidate.plural()))
                .map(KindSchema::kind)
                .findFirst()
                .orElseThrow(() -> new CommandException(unknown(name, served, given)));
        return BuiltInSchemas.read(Set.of(kind)).find(kind).orElseThrow();
    }

    private static boolean isNameOf(String name, GroupVersionKind kind, String plural) {
        String small = name.toLowerCase(Locale.ROOT);
        return small.equals(kind.kind().toLowerCase(Locale.ROOT)) || small.equals(plural);
    }

    private static String unknown(String name, List<KindSchema> served, Schemas given) {
        Set<String> names = new TreeSet<>();
        served.forEach(kind -> names.add(kind.kind().kind().toLowerCase(Locale.ROOT)));
        given.names().forEach(kind -> names.add(kind.kind().toLowerCase(Locale.ROOT)));
        return "no kind %s is known%s; for a kind that a definition makes, name its file with -f"
                .formatted(
                        name,
                        Suggestion.nearest(name, names)
                                .map(near -> "; did you mean %s?".formatted(near))
                                .orElse(""));
    }
}
