package run.trellis.cel;

import dev.cel.common.CelFunctionDecl;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelType;
import dev.cel.extensions.CelStringExtensions;
import dev.cel.parser.CelMacro;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelStandardFunctions;
import dev.cel.runtime.CelStandardFunctions.StandardFunction;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// All functions that cel-java does not bring, one registry for all of them: overloads of one name have to be
/// registered together, or values whose type is known only at run time find the first group and no other.
final class Functions {
    static final CelType POLICY = KroFunctions.POLICY;

    /// What [GoFunctions] has in the place of cel-java's own.
    private static final CelStandardFunctions STANDARD = CelStandardFunctions.newBuilder()
            .excludeFunctions(
                    StandardFunction.STRING,
                    StandardFunction.DOUBLE,
                    StandardFunction.ADD,
                    StandardFunction.MATCHES,
                    StandardFunction.EQUALS,
                    StandardFunction.NOT_EQUALS,
                    StandardFunction.IN)
            .build();

    private static final Set<CelStringExtensions.Function> STRINGS = EnumSet.complementOf(EnumSet.of(
            CelStringExtensions.Function.JOIN,
            CelStringExtensions.Function.REPLACE,
            CelStringExtensions.Function.SPLIT,
            CelStringExtensions.Function.INDEX_OF,
            CelStringExtensions.Function.LAST_INDEX_OF,
            CelStringExtensions.Function.REVERSE));

    private static final Map<String, List<Overload>> BY_NAME = byName();

    private Functions() {}

    private static Map<String, List<Overload>> byName() {
        Map<String, List<Overload>> all = new LinkedHashMap<>();
        Stream.of(KroFunctions.all(), KubernetesFunctions.all(), GoFunctions.all(), RuntimeFunctions.all())
                .flatMap(List::stream)
                .forEach(overload -> all.computeIfAbsent(overload.function(), _ -> new ArrayList<>())
                        .add(overload));
        return all;
    }

    static CelStandardFunctions standard() {
        return STANDARD;
    }

    static CelStringExtensions strings() {
        return dev.cel.extensions.CelExtensions.strings(STRINGS);
    }

    static List<CelFunctionDecl> declarations() {
        List<CelFunctionDecl> all = new ArrayList<>();
        BY_NAME.forEach((name, overloads) -> {
            List<dev.cel.common.CelOverloadDecl> declared = overloads.stream()
                    .flatMap(overload -> overload.declaration().stream())
                    .toList();
            if (!declared.isEmpty()) {
                all.add(CelFunctionDecl.newFunctionDeclaration(name, declared));
            }
        });
        return all;
    }

    static List<CelFunctionBinding> bindings() {
        List<CelFunctionBinding> all = new ArrayList<>();
        BY_NAME.forEach((name, overloads) -> {
            List<CelFunctionBinding> bindings =
                    overloads.stream().map(Overload::binding).toList();
            all.addAll(CelFunctionBinding.fromOverloads(name, bindings));
        });
        return all;
    }

    /// `list.sortBy(x, key)`: cel-java's own gives a type that nothing can be selected from.
    static CelMacro sortBy() {
        return CelMacro.newReceiverMacro("sortBy", 2, (factory, target, arguments) -> {
            Optional<CelExpr> keys = CelStandardMacro.MAP
                    .getDefinition()
                    .getExpander()
                    .expandMacro(factory, factory.copy(target), arguments);
            return keys.map(list -> factory.newGlobalCall(GoFunctions.SORT_BY_KEYS, target, list));
        });
    }

    /// `cel.bind(name, value, body)` as a loop over the value alone: cel-java's own makes the value an accumulator,
    /// and copies it when it is a list.
    static CelMacro bind() {
        return CelMacro.newReceiverMacro("bind", 3, (factory, target, arguments) -> {
            if (!target.exprKind().getKind().equals(CelExpr.ExprKind.Kind.IDENT)
                    || !target.ident().name().equals("cel")) {
                return Optional.empty();
            }
            CelExpr only = factory.newList(arguments.get(1));
            Optional<CelExpr> loop = CelStandardMacro.MAP
                    .getDefinition()
                    .getExpander()
                    .expandMacro(
                            factory,
                            only,
                            com.google.common.collect.ImmutableList.of(arguments.get(0), arguments.get(2)));
            return loop.map(list -> factory.newGlobalCall("_[_]", list, factory.newIntLiteral(0)));
        });
    }

    /// The names that can be called, for suggestions.
    static Set<String> names() {
        Set<String> names = new TreeSet<>(BY_NAME.keySet());
        names.removeIf(name -> name.contains("@") || name.startsWith("_"));
        names.addAll(Set.of(
                "size",
                "has",
                "all",
                "exists",
                "exists_one",
                "map",
                "filter",
                "contains",
                "startsWith",
                "endsWith",
                "matches",
                "int",
                "uint",
                "double",
                "string",
                "bool",
                "bytes",
                "timestamp",
                "duration",
                "type",
                "dyn",
                "charAt",
                "indexOf",
                "lastIndexOf",
                "lowerAscii",
                "upperAscii",
                "split",
                "substring",
                "trim",
                "reverse",
                "slice",
                "distinct",
                "sort",
                "sortBy",
                "first",
                "last",
                "base64.encode",
                "base64.decode",
                "cel.bind",
                "strings.quote",
                "optional.of",
                "optional.none",
                "optional.ofNonZeroValue",
                "orValue",
                "hasValue",
                "transformList",
                "transformMap",
                "transformMapEntry",
                "optMap",
                "optFlatMap"));
        return names;
    }
}
