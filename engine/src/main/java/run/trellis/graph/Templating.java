package run.trellis.graph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import run.trellis.cel.Expectation;
import run.trellis.cel.ExpressionCompiler;
import run.trellis.cel.Program;
import run.trellis.cel.Scope;
import run.trellis.cel.Source;
import run.trellis.cel.Template;
import run.trellis.cel.Templates;
import run.trellis.diagnostic.Code;
import run.trellis.diagnostic.Diagnostic;
import run.trellis.diagnostic.FieldPath;
import run.trellis.diagnostic.Outcome;
import run.trellis.diagnostic.Suggestion;
import run.trellis.document.Mapping;
import run.trellis.document.Node;
import run.trellis.document.Scalar;
import run.trellis.document.Sequence;
import run.trellis.json.Json;
import run.trellis.json.JsonBoolean;
import run.trellis.json.JsonDecimal;
import run.trellis.json.JsonInteger;
import run.trellis.json.JsonNull;
import run.trellis.json.JsonString;
import run.trellis.object.GroupVersionKind;
import run.trellis.schema.StructuralSchema;

/// Makes an [ObjectTemplate] of a piece of a document: every string is taken apart once, every expression and
/// every literal is held against the schema of its place.
final class Templating {
    /// One expression with an operator behind it that was meant to be inside.
    private static final Pattern COMPARISON = Pattern.compile("[$][{]([^{}]+)[}](\\s*[=!<>&|+*/%?-][^{}]*)");

    private static final Pattern KIND_LABEL = Pattern.compile("[a-zA-Z]([-a-zA-Z0-9]{0,61}[a-zA-Z0-9])?");

    /// `spec.resources[0].template.metadata.name`: a pod template inside has a name, too.
    private static final int IDENTITY_DEPTH = 6;

    private static final Pattern IDENTITY = Pattern.compile("[.](template|externalRef)[.]metadata[.]name$");

    private final ExpressionCompiler compiler;
    private final Scope scope;
    private final boolean mayOmit;
    private final String origin;
    private final List<Diagnostic> findings;

    Templating(ExpressionCompiler compiler, Scope scope, String origin, List<Diagnostic> findings) {
        this(compiler, scope, true, origin, findings);
    }

    private Templating(
            ExpressionCompiler compiler, Scope scope, boolean mayOmit, String origin, List<Diagnostic> findings) {
        this.mayOmit = mayOmit;
        this.compiler = compiler;
        this.scope = scope;
        this.origin = origin;
        this.findings = findings;
    }

    /// For the projections of a status, where `omit()` means nothing: what cannot be computed is left out anyway.
    static Templating ofStatus(ExpressionCompiler compiler, Scope scope, String origin, List<Diagnostic> findings) {
        return new Templating(compiler, scope, false, origin, findings);
    }

    /// The kind of a template, and whether it has what every template needs.
    static Optional<GroupVersionKind> kind(Mapping template, String origin, FieldPath path, List<Diagnostic> findings) {
        int before = findings.size();
        MappingReader reader = new MappingReader(template, path, origin, findings);
        Optional<String> apiVersion = reader.required("apiVersion", "apps/v1");
        Optional<String> kind = reader.required("kind", "Deployment");
        Optional<Mapping> metadata = reader.requiredMapping("metadata");
        metadata.ifPresent(value -> reservedKeys(value, origin, path.field("metadata"), findings));
        for (String field : List.of("apiVersion", "kind")) {
            reader.string(field)
                    .filter(text -> text.contains("${"))
                    .ifPresent(_ -> findings.add(template.get(field)
                            .orElseThrow()
                            .locate(Diagnostic.error(
                                            Code.EXPRESSION_NOT_ALLOWED,
                                            origin,
                                            path.field(field),
                                            field + " cannot be computed")
                                    .expected("a literal")
                                    .cure("write the " + field + " out"))));
        }
        if (findings.size() > before || apiVersion.isEmpty() || kind.isEmpty()) {
            return Optional.empty();
        }
        Optional<GroupVersionKind> parsed = GroupVersionKind.parse(apiVersion.get(), kind.get())
                .filter(_ -> KIND_LABEL.matcher(kind.get()).matches());
        if (parsed.isEmpty()) {
            findings.add(template.locate(Diagnostic.error(
                            Code.INVALID_TEMPLATE,
                            origin,
                            path,
                            "\"%s %s\" is no kind".formatted(apiVersion.get(), kind.get()))
                    .expected("an apiVersion like v1 or apps/v1 and a kind like Deployment")
                    .cure("correct the two")));
        }
        return parsed;
    }

    private static void reservedKeys(Mapping metadata, String origin, FieldPath path, List<Diagnostic> findings) {
        for (String field : List.of("labels", "annotations")) {
            if (!(metadata.get(field).orElse(metadata) instanceof Mapping keys) || keys.equals(metadata)) {
                continue;
            }
            for (Mapping.Entry entry : keys.entries()) {
                if (entry.key().startsWith("kro.run/") || entry.key().startsWith("internal.kro.run/")) {
                    findings.add(entry.locate(Diagnostic.error(
                                    Code.INVALID_TEMPLATE,
                                    origin,
                                    path.field(field).field(entry.key()),
                                    "the prefix of \"%s\" is reserved".formatted(entry.key()))
                            .expected("a prefix of your own")
                            .cure("rename the key, for example example.com/name")));
                }
            }
        }
    }

    /// The template of a value that stands at a path, for a place of this schema.
    ObjectTemplate template(Node node, FieldPath path, StructuralSchema schema) {
        return switch (node) {
            case Mapping mapping -> fields(mapping, path, schema);
            case Sequence sequence -> items(sequence, path, schema);
            case Scalar scalar -> scalar(scalar, path, schema);
        };
    }

    /// A program for a place that takes exactly one expression.
    Optional<Program> standalone(Scalar scalar, FieldPath path, Expectation expectation) {
        Source whole = Source.of(scalar, origin, path);
        Outcome<Template> parsed = Templates.parse(whole);
        if (!(parsed instanceof Outcome.Ok<Template> ok)) {
            findings.addAll(parsed.findings());
            return Optional.empty();
        }
        if (!(ok.value() instanceof Template.Standalone)) {
            findings.add(scalar.locate(Diagnostic.error(
                            Code.NOT_STANDALONE, origin, path, "\"%s\" is not one expression".formatted(whole.text()))
                    .expected("exactly one ${…} and nothing around it")
                    .cure(oneExpression(whole.text().strip(), expectation))));
            return Optional.empty();
        }
        return program(ok.value(), whole, expectation);
    }

    private static String oneExpression(String text, Expectation expectation) {
        if (expectation instanceof Expectation.LifecyclePolicy) {
            return Expectation.LifecyclePolicy.CURE;
        }
        Matcher comparison = COMPARISON.matcher(text);
        if (comparison.matches()) {
            return "write ${%s%s}".formatted(comparison.group(1), comparison.group(2));
        }
        return text.contains("${") ? "put everything into one ${…}" : "write ${" + text + "}";
    }

    private ObjectTemplate fields(Mapping mapping, FieldPath path, StructuralSchema schema) {
        SequencedMap<String, ObjectTemplate> fields = new LinkedHashMap<>();
        for (Mapping.Entry entry : mapping.entries()) {
            fields.put(
                    entry.key(), template(entry.value(), path.field(entry.key()), below(entry, mapping, path, schema)));
        }
        return allFixed(fields) ? new ObjectTemplate.Fixed(mapping.json()) : new ObjectTemplate.Fields(fields);
    }

    private static boolean allFixed(SequencedMap<String, ObjectTemplate> fields) {
        return fields.values().stream().allMatch(ObjectTemplate.Fixed.class::isInstance);
    }

    private StructuralSchema below(Mapping.Entry entry, Mapping mapping, FieldPath path, StructuralSchema schema) {
        return switch (schema.type()) {
            case StructuralSchema.Type.Fields fields -> {
                StructuralSchema property = fields.properties().get(entry.key());
                if (property == null && !fields.preserveUnknown()) {
                    unknownField(entry, path, fields);
                }
                yield property == null ? StructuralSchema.ANY : property;
            }
            case StructuralSchema.Type.Entries entries -> entries.values();
            case StructuralSchema.Type.Any _, StructuralSchema.Type.IntOrString _ -> StructuralSchema.ANY;
            case StructuralSchema.Type.Text _,
                    StructuralSchema.Type.WholeNumber _,
                    StructuralSchema.Type.Decimal _,
                    StructuralSchema.Type.Truth _,
                    StructuralSchema.Type.Items _ -> {
                if (mapping.entries().getFirst().equals(entry)) {
                    wrongType(mapping, path, schema);
                }
                yield StructuralSchema.ANY;
            }
        };
    }

    private void unknownField(Mapping.Entry entry, FieldPath path, StructuralSchema.Type.Fields fields) {
        String cure = Suggestion.nearest(entry.key(), fields.properties().keySet())
                .map(near -> "did you mean %s?".formatted(near))
                .orElse("remove it, or use a field that the kind has");
        findings.add(entry.locate(Diagnostic.error(
                        Code.UNKNOWN_FIELD,
                        origin,
                        path.field(entry.key()),
                        "the kind has no field " + entry.key() + " here")
                .expected("one of "
                        + String.join(", ", new TreeSet<>(fields.properties().keySet())))
                .cure(cure)));
    }

    private ObjectTemplate items(Sequence sequence, FieldPath path, StructuralSchema schema) {
        StructuralSchema item = StructuralSchema.ANY;
        if (schema.type() instanceof StructuralSchema.Type.Items list) {
            item = list.items();
        } else if (!(schema.type() instanceof StructuralSchema.Type.Any)) {
            wrongType(sequence, path, schema);
        }
        List<ObjectTemplate> items = new ArrayList<>();
        for (int i = 0; i < sequence.items().size(); i++) {
            items.add(template(sequence.items().get(i), path.index(i), item));
        }
        return items.stream().allMatch(ObjectTemplate.Fixed.class::isInstance)
                ? new ObjectTemplate.Fixed(sequence.json())
                : new ObjectTemplate.Items(items);
    }

    private ObjectTemplate scalar(Scalar scalar, FieldPath path, StructuralSchema schema) {
        if (scalar.string().filter(text -> text.contains("${")).isEmpty()) {
            if (!fits(scalar.json(), schema)) {
                wrongType(scalar, path, schema);
            }
            return new ObjectTemplate.Fixed(scalar.json());
        }
        Source whole = Source.of(scalar, origin, path);
        Outcome<Template> parsed = Templates.parse(whole);
        if (!(parsed instanceof Outcome.Ok<Template> ok)) {
            findings.addAll(parsed.findings());
            return new ObjectTemplate.Fixed(scalar.json());
        }
        return program(ok.value(), whole, new Expectation.Fits(schema, mayOmit && !isIdentity(path)))
                .map(program -> mayOmit ? program : new StatusProgram(program))
                .<ObjectTemplate>map(ObjectTemplate.Computed::new)
                .orElseGet(() -> new ObjectTemplate.Fixed(scalar.json()));
    }

    /// An object without a name is none.
    private static boolean isIdentity(FieldPath path) {
        return path.steps().size() == IDENTITY_DEPTH
                && IDENTITY.matcher(path.toString()).find();
    }

    private Optional<Program> program(Template template, Source whole, Expectation expectation) {
        Outcome<Program> program = compiler.compile(template, whole, scope, expectation);
        findings.addAll(program.findings());
        return program instanceof Outcome.Ok<Program> ok ? Optional.of(ok.value()) : Optional.empty();
    }

    private void wrongType(Node node, FieldPath path, StructuralSchema schema) {
        Json value = node.json();
        String found = switch (value) {
            case JsonString string -> "found \"%s\" (string)".formatted(string.value());
            case JsonInteger integer -> "found %d (integer)".formatted(integer.value());
            case JsonDecimal decimal -> "found %s (number)".formatted(decimal.value());
            case JsonBoolean bool -> "found %s (boolean)".formatted(bool.value());
            default -> "found " + value.typeName();
        };
        String expected = schema.type().words();
        findings.add(node.locate(Diagnostic.error(Code.WRONG_TYPE, origin, path, found)
                .expected(expected)
                .cure(expected.equals("string") ? "put it in quotes" : "write a value of type " + expected)));
    }

    private static boolean fits(Json value, StructuralSchema schema) {
        if (value == JsonNull.NULL) {
            return true;
        }
        return switch (schema.type()) {
            case StructuralSchema.Type.Any _ -> true;
            case StructuralSchema.Type.Text _ -> value instanceof JsonString;
            case StructuralSchema.Type.WholeNumber _ -> value instanceof JsonInteger;
            case StructuralSchema.Type.Decimal _ -> value instanceof JsonInteger || value instanceof JsonDecimal;
            case StructuralSchema.Type.Truth _ -> value instanceof JsonBoolean;
            case StructuralSchema.Type.IntOrString _ ->
                value instanceof JsonInteger || value instanceof JsonString || value instanceof JsonDecimal;
            case StructuralSchema.Type.Items _, StructuralSchema.Type.Entries _, StructuralSchema.Type.Fields _ ->
                false;
        };
    }
}
