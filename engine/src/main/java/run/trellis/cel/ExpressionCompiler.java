package run.trellis.cel;

import dev.cel.bundle.Cel;
import dev.cel.bundle.CelBuilder;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.OptionalType;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import run.trellis.diagnostic.Code;
import run.trellis.diagnostic.Diagnostic;
import run.trellis.diagnostic.FieldPath;
import run.trellis.diagnostic.Outcome;
import run.trellis.diagnostic.Suggestion;
import run.trellis.schema.StructuralSchema;
import run.trellis.schema.StructuralSchema.Facts;

/// Checks expressions and makes programs of them. One for each graph: environments are built once for each scope.
/// Not for use by several threads; the programs are.
public final class ExpressionCompiler {
    private static final StructuralSchema TEXT = new StructuralSchema(new StructuralSchema.Type.Text(), Facts.NONE);

    private final Limits limits;
    /// By identity: a scope holds whole schemas, and hashing them for each expression would cost more than
    /// compiling it.
    private final IdentityHashMap<Scope, Environment> environments = new IdentityHashMap<>();

    /// What cel-java needs for one scope.
    private record Environment(Cel cel, SchemaTypes types) {}

    /// A compiler that holds expressions to these limits.
    public ExpressionCompiler(Limits limits) {
        this.limits = limits;
    }

    /// The program of a string, or everything that is wrong with it.
    public Outcome<Program> compile(Template template, Source whole, Scope scope, Expectation expectation) {
        return switch (template) {
            case Template.Literal literal ->
                TextProgram.of(whole, List.of(new TextProgram.Piece.Fixed(literal.text())), TEXT);
            case Template.Standalone standalone -> expression(standalone.expression(), scope, expectation);
            case Template.Interpolated interpolated -> interpolated(interpolated, whole, scope, expectation);
        };
    }

    private Outcome<Program> interpolated(
            Template.Interpolated template, Source whole, Scope scope, Expectation expectation) {
        Optional<Outcome<Program>> sum =
                joined(template, whole).map(source -> expression(source, scope, withoutOmission(expectation)));
        if (sum.isPresent() && sum.get() instanceof Outcome.Ok<Program> ok) {
            return ok;
        }
        List<TextProgram.Piece> pieces = new ArrayList<>();
        List<Diagnostic> findings = new ArrayList<>();
        for (Template.Part part : template.parts()) {
            switch (part) {
                case Template.Part.Text text -> pieces.add(new TextProgram.Piece.Fixed(text.text()));
                case Template.Part.Embedded embedded -> {
                    Outcome<Program> program =
                            expression(embedded.expression(), scope, new Expectation.Fits(TEXT, false));
                    findings.addAll(program.findings());
                    if (program instanceof Outcome.Ok<Program> ok) {
                        pieces.add(new TextProgram.Piece.Computed(ok.value()));
                    }
                }
            }
        }
        if (expectation instanceof Expectation.Fits fits && !acceptsText(fits.schema())) {
            Diagnostic diagnostic = Diagnostic.error(
                            Code.RESULT_TYPE, whole.origin(), whole.path(), "a text with expressions in it is a string")
                    .expected(fits.schema().type().words())
                    .cure("write one expression and nothing around it");
            findings.add(whole.mark(diagnostic, 0, whole.text().length()));
        }
        return findings.isEmpty() ? TextProgram.of(whole, pieces, TEXT) : new Outcome.Failed<>(findings);
    }

    private static Expectation withoutOmission(Expectation expectation) {
        return expectation instanceof Expectation.Fits fits ? new Expectation.Fits(fits.schema(), false) : expectation;
    }

    /// Expressions with nothing between them are added, as kro adds them: texts are joined, numbers are not. The sum is
    /// as long as the text, so that every place in it is a place in the text.
    private static Optional<Source> joined(Template.Interpolated template, Source whole) {
        StringBuilder sum = new StringBuilder(whole.text());
        for (Template.Part part : template.parts()) {
            if (!(part instanceof Template.Part.Embedded embedded)) {
                return Optional.empty();
            }
            int start = embedded.expression().offset() - whole.offset();
            int end = start + embedded.expression().text().length();
            sum.replace(start - 2, start, start == 2 ? " (" : "+(").setCharAt(end, ')');
        }
        return Optional.of(new Source(sum.toString(), whole.origin(), whole.path(), whole.scalar(), whole.offset()));
    }

    private static boolean acceptsText(StructuralSchema schema) {
        return new Fit(new SchemaTypes()).fits(dev.cel.common.types.SimpleType.STRING, schema);
    }

    private Outcome<Program> expression(Source source, Scope scope, Expectation expectation) {
        if (source.text().length() > limits.expressionLength()) {
            Diagnostic tooLong = Diagnostic.error(
                            Code.EXPRESSION_LIMIT, source.origin(), source.path(), "the expression is too long")
                    .expected("at most %d characters".formatted(limits.expressionLength()))
                    .cure("split it, or move the text into a parameter");
            return Outcome.failed(source.mark(tooLong, 0, 1));
        }
        Environment environment = environments.computeIfAbsent(scope, this::environment);
        try {
            CelValidationResult result = environment.cel().compile(source.text());
            if (result.hasError()) {
                List<Diagnostic> issues = issues(source, scope, result);
                return new Outcome.Failed<>(
                        expectation instanceof Expectation.LifecyclePolicy ? PolicyAdvice.on(issues) : issues);
            }
            return checked(source, scope, expectation, environment, result.getAst());
        } catch (CelValidationException | CelEvaluationException | RuntimeException | StackOverflowError e) {
            return Outcome.failed(source.mark(
                    Diagnostic.error(
                                    Code.EXPRESSION_SYNTAX,
                                    source.origin(),
                                    source.path(),
                                    "the expression cannot be compiled: " + e.getMessage())
                            .cure("simplify the expression"),
                    0,
                    source.text().length()));
        }
    }

    /// Behind the first syntax error the parser only guesses.
    private static List<Diagnostic> issues(Source source, Scope scope, CelValidationResult result) {
        CompileIssue issues = new CompileIssue(source, scope);
        List<Diagnostic> all =
                result.getErrors().stream().map(issues::diagnostic).toList();
        return all.stream()
                .filter(finding -> finding.code() == Code.EXPRESSION_SYNTAX)
                .findFirst()
                .map(List::of)
                .orElse(all);
    }

    private Outcome<Program> checked(
            Source source, Scope scope, Expectation expectation, Environment environment, CelAbstractSyntaxTree ast)
            throws CelEvaluationException {
        List<Diagnostic> findings = Stream.concat(
                        NumberComparisons.findings(source, ast).stream(),
                        Expectations.findings(source, expectation, ast, new Fit(environment.types())).stream())
                .toList();
        if (!findings.isEmpty()) {
            return new Outcome.Failed<>(findings);
        }
        SequencedMap<String, Set<FieldPath>> reads = References.of(ast.getExpr());
        reads.keySet().retainAll(scope.names().keySet());
        return Outcome.ok(new CelProgram(
                source,
                Collections.unmodifiableSequencedMap(reads),
                Collections.unmodifiableSequencedSet(new LinkedHashSet<>(reads.sequencedKeySet())),
                environment.types().schemaOf(ast.getResultType()),
                scope,
                expectation instanceof Expectation.Truth,
                limits,
                environment.cel().createProgram(ast)));
    }

    private Environment environment(Scope scope) {
        SchemaTypes types = new SchemaTypes();
        CelOptions options = CelOptions.current()
                .enableHeterogeneousNumericComparisons(true)
                .comprehensionMaxIterations(limits.iterations())
                .build();
        CelBuilder builder = CelFactory.plannerCelBuilder()
                .setOptions(options)
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .addMacros(Functions.sortBy(), Functions.bind(), RuntimeFunctions.newCondition())
                .setStandardFunctions(Functions.standard())
                .setTypeProvider(types)
                .addCompilerLibraries(
                        Functions.strings(),
                        CelExtensions.optional(),
                        CelExtensions.encoders(options),
                        CelExtensions.comprehensions())
                .addRuntimeLibraries(
                        Functions.strings(),
                        CelExtensions.optional(),
                        CelExtensions.encoders(options),
                        CelExtensions.comprehensions())
                .addFunctionDeclarations(Functions.declarations())
                .addFunctionBindings(Functions.bindings());
        scope.names().forEach((name, schema) -> builder.addVar(name, types.declare(name, schema)));
        return new Environment(builder.build(), types);
    }

    /// What a place makes of a result type.
    private static final class Expectations {
        private static final Pattern RUNTIME = Pattern.compile("\\bruntime[.](?:newCondition|condition)\\b");

        private Expectations() {}

        static List<Diagnostic> findings(Source source, Expectation expectation, CelAbstractSyntaxTree ast, Fit fit) {
            CelType type = ast.getResultType();
            boolean omits = source.text().contains("omit(");
            if (!(expectation instanceof Expectation.AuthorCondition)) {
                Matcher runtime = RUNTIME.matcher(source.text());
                if (runtime.find()) {
                    return List.of(noRuntime(source, runtime.start()));
                }
            }
            return switch (expectation) {
                case Expectation.AuthorCondition _ when omits -> List.of(noOmit(source));
                case Expectation.AuthorCondition _ ->
                    isCondition(type)
                            ? List.of()
                            : List.of(wrong(source, type, "a condition, or a list of them", StructuralSchema.ANY)
                                    .cure("write ${runtime.newCondition({type: \"Up\", status: \"True\"})}"));
                case Expectation.Fits fits when omits && !fits.omittable() -> List.of(noOmit(source));
                case Expectation.Fits fits when isBytes(type) -> List.of(bytes(source, type, fits.schema()));
                case Expectation.Fits fits ->
                    fit.misfit(type, fits.schema()).map(misfit -> misfit(source, misfit)).stream()
                            .toList();
                case Expectation.Truth _ when omits -> List.of(noOmit(source));
                case Expectation.Truth _ ->
                    isTruth(type) ? List.of() : List.of(wrong(source, type, "boolean", StructuralSchema.ANY));
                case Expectation.Elements _ when omits -> List.of(noOmit(source));
                case Expectation.Elements _ ->
                    isList(type) ? List.of() : List.of(wrong(source, type, "list", StructuralSchema.ANY));
                case Expectation.Anything _ -> omits ? List.of(noOmit(source)) : List.of();
                case Expectation.LifecyclePolicy _ ->
                    type.equals(Functions.POLICY)
                            ? List.of()
                            : List.of(wrong(source, type, "a policy", StructuralSchema.ANY)
                                    .cure(Expectation.LifecyclePolicy.CURE));
            };
        }

        /// JSON has no bytes: wherever they stand, evaluation would fail (kro #1308).
        private static boolean isBytes(CelType type) {
            return type.kind() == CelKind.BYTES
                    || (type instanceof OptionalType optional
                            && isBytes(optional.parameters().getFirst()));
        }

        private static boolean isTruth(CelType type) {
            return type.kind() == CelKind.BOOL
                    || type.kind() == CelKind.DYN
                    || (type instanceof OptionalType optional
                            && isTruth(optional.parameters().getFirst()));
        }

        private static Diagnostic misfit(Source source, Fit.Misfit misfit) {
            if (misfit.path().isEmpty()) {
                return wrong(source, misfit.type(), misfit.place().type().words(), misfit.place());
            }
            return misfit.isUnknown()
                    ? unknown(source, misfit)
                    : marked(
                                    source,
                                    "in the result, %s is of type %s".formatted(misfit.path(), Fit.name(misfit.type())))
                            .expected(misfit.place().type().words())
                            .cure("change the expression so that the types agree");
        }

        private static Diagnostic unknown(Source source, Fit.Misfit misfit) {
            Set<String> fields = misfit.place().type() instanceof StructuralSchema.Type.Fields known
                    ? new TreeSet<>(known.properties().keySet())
                    : Set.of();
            String name = misfit.path().substring(misfit.path().lastIndexOf('.') + 1);
            return marked(source, "the result has a field %s, and the kind has none".formatted(misfit.path()))
                    .expected("at most the fields " + String.join(", ", fields))
                    .cure(Suggestion.nearest(name, fields)
                            .map("did you mean %s?"::formatted)
                            .orElse("name the fields one by one and leave out " + name));
        }

        private static Diagnostic marked(Source source, String found) {
            return source.mark(
                    Diagnostic.error(Code.RESULT_TYPE, source.origin(), source.path(), found),
                    0,
                    Math.max(1, source.text().length()));
        }

        private static Diagnostic bytes(Source source, CelType type, StructuralSchema schema) {
            String text = source.text().strip();
            boolean isEncoded = schema.facts().format().filter("byte"::equals).isPresent();
            String encode = "write ${base64.encode(%s)}".formatted(text);
            return wrong(
                            source,
                            type,
                            isEncoded ? "a string in base64" : "a string, a number or another value of JSON",
                            schema)
                    .cure(isEncoded ? encode : encode + ", or ${string(%s)} if it is text".formatted(text));
        }

        private static boolean isCondition(CelType type) {
            return RuntimeFunctions.isCondition(type)
                    || type.kind() == CelKind.DYN
                    || (type instanceof ListType list && isCondition(list.elemType()));
        }

        private static Diagnostic noRuntime(Source source, int at) {
            Diagnostic diagnostic = Diagnostic.error(
                            Code.EXPRESSION_NOT_ALLOWED, source.origin(), source.path(), "runtime cannot be used here")
                    .expected("an expression on schema and on resources")
                    .cure("use runtime only in schema.status.conditions");
            return source.mark(diagnostic, at, "runtime".length());
        }

        private static boolean isList(CelType type) {
            return type.kind() == CelKind.LIST
                    || type.kind() == CelKind.DYN
                    || (type instanceof OptionalType optional
                            && isList(optional.parameters().getFirst()));
        }

        private static Diagnostic wrong(Source source, CelType type, String expected, StructuralSchema schema) {
            return marked(source, "the result is of type " + Fit.name(type))
                    .expected(expected)
                    .cure(cure(source, type, schema));
        }

        private static String cure(Source source, CelType type, StructuralSchema schema) {
            String text = source.text().strip();
            boolean toText = schema.type() instanceof StructuralSchema.Type.Text
                    && (type.kind() == CelKind.INT || type.kind() == CelKind.DOUBLE || type.kind() == CelKind.BOOL);
            boolean toInteger =
                    schema.type() instanceof StructuralSchema.Type.WholeNumber && type.kind() == CelKind.STRING;
            return toText
                    ? "write ${string(%s)}".formatted(text)
                    : toInteger ? "write ${int(%s)}".formatted(text) : "change the expression so that the types agree";
        }

        private static Diagnostic noOmit(Source source) {
            Diagnostic diagnostic = Diagnostic.error(
                            Code.EXPRESSION_NOT_ALLOWED, source.origin(), source.path(), "omit() cannot be used here")
                    .expected("a value")
                    .cure("use omit() only in the fields of a template, not in its name or in a condition");
            return source.mark(diagnostic, Math.max(0, source.text().indexOf("omit(")), 6);
        }
    }
}
