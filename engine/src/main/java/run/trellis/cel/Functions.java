package run.trellis.cel;

import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import run.trellis.json.Json;
import run.trellis.json.JsonText;
import run.trellis.schema.StructuralSchema;

/// The functions that kro adds to CEL and cel-java does not have.
final class Functions {
    static final CelType POLICY = OpaqueType.create("kro.run.Policy");

    private Functions() {}

    /// One function with one overload.
    private record Function(CelFunctionDecl declaration, CelFunctionBinding binding) {}

    private static final List<Function> ALL = List.of(
            new Function(
                    CelFunctionDecl.newFunctionDeclaration(
                            "omit", CelOverloadDecl.newGlobalOverload("kro_omit", SimpleType.DYN)),
                    CelFunctionBinding.from("kro_omit", List.of(), _ -> Values.Omission.OMIT)),
            new Function(
                    CelFunctionDecl.newFunctionDeclaration(
                            "json.marshal",
                            CelOverloadDecl.newGlobalOverload("kro_json_marshal", SimpleType.STRING, SimpleType.DYN)),
                    CelFunctionBinding.from("kro_json_marshal", Object.class, Functions::marshal)),
            new Function(
                    CelFunctionDecl.newFunctionDeclaration(
                            "json.unmarshal",
                            CelOverloadDecl.newGlobalOverload("kro_json_unmarshal", SimpleType.DYN, SimpleType.STRING)),
                    CelFunctionBinding.from("kro_json_unmarshal", String.class, Functions::unmarshal)),
            new Function(
                    CelFunctionDecl.newFunctionDeclaration(
                            "policy", CelOverloadDecl.newGlobalOverload("kro_policy", POLICY)),
                    CelFunctionBinding.from("kro_policy", List.of(), _ -> new PolicyValue(false, false))),
            new Function(
                    CelFunctionDecl.newFunctionDeclaration(
                            "withRetain", CelOverloadDecl.newMemberOverload("kro_policy_retain", POLICY, POLICY)),
                    CelFunctionBinding.from("kro_policy_retain", PolicyValue.class, PolicyValue::withRetain)),
            new Function(
                    CelFunctionDecl.newFunctionDeclaration(
                            "withShared", CelOverloadDecl.newMemberOverload("kro_policy_shared", POLICY, POLICY)),
                    CelFunctionBinding.from("kro_policy_shared", PolicyValue.class, PolicyValue::withShared)));

    static List<CelFunctionDecl> declarations() {
        return ALL.stream().map(Function::declaration).toList();
    }

    static List<CelFunctionBinding> bindings() {
        return ALL.stream()
                .flatMap(function ->
                        CelFunctionBinding.fromOverloads(function.declaration().name(), function.binding()).stream())
                .toList();
    }

    /// The names that can be called, for suggestions.
    static Set<String> names() {
        return ALL.stream().map(function -> function.declaration().name()).collect(Collectors.toSet());
    }

    private static String marshal(Object value) throws CelEvaluationException {
        try {
            return GoText.json(Values.toJson(value).orElseThrow(() -> new Values.NoJson("omit() has no form in JSON")));
        } catch (Values.NoJson e) {
            throw new CelEvaluationException("json.marshal: " + e.getMessage(), e);
        }
    }

    /// Every number becomes a double, as kro's does.
    private static Object unmarshal(String text) throws CelEvaluationException {
        try {
            Json value = JsonText.parse(text);
            return Values.toCel(Decimals.of(value), StructuralSchema.ANY);
        } catch (IllegalArgumentException e) {
            throw new CelEvaluationException("json.unmarshal: " + e.getMessage(), e);
        }
    }
}
