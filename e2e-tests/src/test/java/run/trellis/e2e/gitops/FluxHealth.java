package run.trellis.e2e.gitops;

import dev.cel.bundle.Cel;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.NullValue;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import run.trellis.e2e.TestUser;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonBoolean;
import run.trellis.json.JsonDecimal;
import run.trellis.json.JsonInteger;
import run.trellis.json.JsonNull;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonString;
import run.trellis.object.Manifest;

/// The expressions in `healthCheckExprs` of a file of Kustomizations, evaluated as Flux evaluates them: every field at
/// the top of the object is a variable without a type; `inProgress` goes before `failed`, `failed` before `current`;
/// what is none of these is in progress. An expression that cannot be evaluated makes the object `Unknown`, and Flux
/// asks again.
public final class FluxHealth {
    private static final List<String> TOP = List.of("apiVersion", "kind", "metadata", "spec", "status");
    private static final Cel CEL = cel();

    private final Map<String, JsonObject> checks = new LinkedHashMap<>();

    private FluxHealth() {}

    /// The expressions of all Kustomizations in a file of the project.
    public static FluxHealth of(String file) {
        FluxHealth health = new FluxHealth();
        for (Manifest kustomization : TestUser.manifests(TestUser.read(file))) {
            for (Json item : kustomization
                    .body()
                    .array("spec", "healthCheckExprs")
                    .orElse(JsonArray.EMPTY)
                    .items()) {
                JsonObject check = (JsonObject) item;
                health.checks.put(
                        check.string("apiVersion").orElseThrow() + "/"
                                + check.string("kind").orElseThrow(),
                        check);
            }
        }
        return health;
    }

    /// What Flux thinks of an object.
    public Verdict of(Manifest object) {
        return of(object, object.gvk().kind());
    }

    /// What Flux would think of an object if it were of the kind of these expressions.
    public Verdict of(Manifest object, String kind) {
        JsonObject check = checks.get(object.gvk().apiVersion() + "/" + kind);
        if (check == null) {
            throw new AssertionError("no expressions for " + kind);
        }
        Map<String, Object> variables = new LinkedHashMap<>();
        object.body().fields().forEach((field, value) -> variables.put(field, plain(value)));
        Map<String, String> verdicts = new LinkedHashMap<>();
        verdicts.put("inProgress", "InProgress");
        verdicts.put("failed", "Failed");
        verdicts.put("current", "Current");
        for (Map.Entry<String, String> verdict : verdicts.entrySet()) {
            Optional<String> expression = check.string(verdict.getKey());
            try {
                if (expression.isPresent() && isTrue(expression.get(), variables)) {
                    return new Verdict(verdict.getValue(), "");
                }
            } catch (CelEvaluationException e) {
                return new Verdict("Unknown", "");
            }
        }
        return new Verdict("InProgress", "");
    }

    private static boolean isTrue(String expression, Map<String, Object> variables) throws CelEvaluationException {
        try {
            return (boolean) CEL.createProgram(CEL.compile(expression).getAst()).eval(variables);
        } catch (CelValidationException e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }

    private static Cel cel() {
        var builder = CelFactory.plannerCelBuilder()
                .setOptions(CelOptions.current()
                        .enableHeterogeneousNumericComparisons(true)
                        .build())
                .addCompilerLibraries(CelExtensions.strings(), CelExtensions.optional())
                .addRuntimeLibraries(CelExtensions.strings(), CelExtensions.optional())
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS);
        TOP.forEach(field -> builder.addVar(field, SimpleType.DYN));
        return builder.build();
    }

    private static Object plain(Json value) {
        return switch (value) {
            case JsonNull _ -> NullValue.NULL_VALUE;
            case JsonBoolean truth -> truth.value();
            case JsonInteger number -> number.value();
            case JsonDecimal number -> number.value();
            case JsonString text -> text.value();
            case JsonArray list -> {
                List<Object> items = new ArrayList<>();
                list.items().forEach(item -> items.add(plain(item)));
                yield items;
            }
            case JsonObject object -> {
                Map<String, Object> fields = new LinkedHashMap<>();
                object.fields().forEach((field, item) -> fields.put(field, plain(item)));
                yield fields;
            }
        };
    }
}
