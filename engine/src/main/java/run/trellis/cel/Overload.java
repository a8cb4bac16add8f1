package run.trellis.cel;

import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import java.util.List;
import java.util.Optional;

/// One way to call a function.
///
/// @param function the function's name
/// @param declaration what the checker knows; empty for an overload that CEL's standard declares
/// @param binding what runs
record Overload(String function, Optional<CelOverloadDecl> declaration, CelFunctionBinding binding) {

    /// What an overload does.
    @FunctionalInterface
    interface Body {
        Object apply(Object[] arguments) throws CelEvaluationException;
    }

    /// A parameter: what the checker sees and what the value is at run time.
    record Parameter(CelType type, Class<?> value) {}

    static Parameter parameter(CelType type, Class<?> value) {
        return new Parameter(type, value);
    }

    static Overload global(String function, String id, CelType result, Body body, Parameter... parameters) {
        List<CelType> types = List.of(parameters).stream().map(Parameter::type).toList();
        return new Overload(
                function,
                Optional.of(CelOverloadDecl.newGlobalOverload(id, result, types)),
                binding(id, body, parameters));
    }

    /// The first parameter is the receiver.
    static Overload member(String function, String id, CelType result, Body body, Parameter... parameters) {
        List<CelType> types = List.of(parameters).stream().map(Parameter::type).toList();
        return new Overload(
                function,
                Optional.of(CelOverloadDecl.newMemberOverload(id, result, types)),
                binding(id, body, parameters));
    }

    /// In the place of an overload of CEL's standard.
    static Overload standard(String function, String id, Body body, Class<?>... parameters) {
        return new Overload(function, Optional.empty(), binding(id, body, List.of(parameters)));
    }

    private static CelFunctionBinding binding(String id, Body body, Parameter... parameters) {
        return binding(
                id,
                body,
                List.of(parameters).stream().<Class<?>>map(Parameter::value).toList());
    }

    /// cel-java calls overloads of one and two parameters by a way of their own when it chooses them at run time.
    // What bodies close over are constants; Error Prone cannot see that without its annotation.
    @SuppressWarnings("Immutable")
    private static CelFunctionBinding binding(String id, Body body, List<Class<?>> classes) {
        return switch (classes.size()) {
            case 1 -> CelFunctionBinding.from(id, classes.get(0), one -> run(body, one));
            case 2 -> CelFunctionBinding.from(id, classes.get(0), classes.get(1), (one, two) -> run(body, one, two));
            default -> CelFunctionBinding.from(id, classes, arguments -> run(body, arguments));
        };
    }

    private static Object run(Body body, Object... arguments) throws CelEvaluationException {
        try {
            return body.apply(arguments);
        } catch (Budget.Exceeded e) {
            throw e.asFailure();
        }
    }
}
