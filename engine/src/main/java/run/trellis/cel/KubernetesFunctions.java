package run.trellis.cel;

import com.google.common.primitives.UnsignedLong;
import com.google.re2j.Matcher;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.TypeParamType;
import dev.cel.runtime.CelEvaluationException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;
import run.trellis.object.Quantity;

/// The libraries that the API server adds to CEL, those of them that kro enables: lists, regular expressions, URLs,
/// quantities, IP addresses and ranges, semantic versions (in their first version, with one argument).
final class KubernetesFunctions {
    static final CelType QUANTITY = OpaqueType.create("kubernetes.Quantity");
    static final CelType URL = OpaqueType.create("kubernetes.URL");
    static final CelType IP = OpaqueType.create("net.IP");
    static final CelType CIDR = OpaqueType.create("net.CIDR");
    static final CelType SEMVER = OpaqueType.create("kubernetes.Semver");

    private static final CelType T = TypeParamType.create("T");
    private static final Overload.Parameter STRING = Overload.parameter(SimpleType.STRING, String.class);
    private static final Overload.Parameter INT = Overload.parameter(SimpleType.INT, Long.class);
    private static final Overload.Parameter LIST = Overload.parameter(ListType.create(T), List.class);
    private static final Overload.Parameter ITEM = Overload.parameter(T, Object.class);
    private static final Overload.Parameter A_QUANTITY = Overload.parameter(QUANTITY, Quantity.class);
    private static final Overload.Parameter A_URL = Overload.parameter(URL, GoUrl.class);
    private static final Overload.Parameter AN_IP = Overload.parameter(IP, IpAddress.class);
    private static final Overload.Parameter A_CIDR = Overload.parameter(CIDR, AddressRange.class);
    private static final Overload.Parameter A_SEMVER = Overload.parameter(SEMVER, Semver.class);

    private KubernetesFunctions() {}

    static List<Overload> all() {
        List<Overload> all = new ArrayList<>();
        all.addAll(lists());
        all.addAll(expressions());
        all.addAll(urls());
        all.addAll(quantities());
        all.addAll(addresses());
        all.addAll(ranges());
        all.addAll(versions());
        return all;
    }

    private static List<Overload> lists() {
        return List.of(
                Overload.member(
                        "isSorted", "list_is_sorted", SimpleType.BOOL, args -> isSorted((List<?>) args[0]), LIST),
                total("int", SimpleType.INT, 0L),
                total("uint", SimpleType.UINT, UnsignedLong.ZERO),
                total("double", SimpleType.DOUBLE, 0.0),
                total("duration", SimpleType.DURATION, Duration.ZERO),
                Overload.member("min", "list_min", T, args -> extreme((List<?>) args[0], "min", -1), LIST),
                Overload.member("max", "list_max", T, args -> extreme((List<?>) args[0], "max", 1), LIST),
                Overload.member(
                        "indexOf",
                        "list_index_of",
                        SimpleType.INT,
                        args -> find((List<?>) args[0], args[1]),
                        LIST,
                        ITEM),
                Overload.member(
                        "lastIndexOf",
                        "list_last_index_of",
                        SimpleType.INT,
                        args -> findLast((List<?>) args[0], args[1]),
                        LIST,
                        ITEM));
    }

    private static Object isSorted(List<?> list) throws CelEvaluationException {
        Comparator<Object> order = Ordering.of(list, "isSorted");
        for (int i = 1; i < list.size(); i++) {
            if (order.compare(list.get(i - 1), list.get(i)) > 0) {
                return false;
            }
        }
        return true;
    }

    /// One overload for each type that can be added: what an empty list gives is of the list's type.
    private static Overload total(String name, CelType type, Object zero) {
        return Overload.member(
                "sum",
                "list_%s_sum".formatted(name),
                type,
                args -> sum((List<?>) args[0], zero),
                Overload.parameter(ListType.create(type), List.class));
    }

    private static Object sum(List<?> list, Object zero) throws CelEvaluationException {
        Budget.pay(list.size());
        Object sum = list.isEmpty() ? zero : list.getFirst();
        for (Object item : list.isEmpty() ? list : list.subList(1, list.size())) {
            sum = plus(sum, item);
        }
        if (!(sum instanceof Long || sum instanceof UnsignedLong || sum instanceof Double || sum instanceof Duration)) {
            throw GoFunctions.failure("sum needs numbers or durations, and found " + TypeName.of(sum));
        }
        return sum;
    }

    /// In the order of the list and without compensation, as Go adds.
    private static Object plus(Object sum, Object item) throws CelEvaluationException {
        if (sum instanceof Long one && item instanceof Long other) {
            return added(one, other);
        }
        if (sum instanceof UnsignedLong one && item instanceof UnsignedLong other) {
            UnsignedLong total = one.plus(other);
            if (total.compareTo(one) < 0) {
                throw GoFunctions.failure("the sum is larger than an unsigned integer can be");
            }
            return total;
        }
        if (sum instanceof Double one && item instanceof Double other) {
            return one + other;
        }
        if (sum instanceof Duration one && item instanceof Duration other) {
            return one.plus(other);
        }
        throw GoFunctions.failure("sum needs numbers or durations of one type, and found %s and %s"
                .formatted(TypeName.of(sum), TypeName.of(item)));
    }

    private static long added(long one, long other) throws CelEvaluationException {
        try {
            return Math.addExact(one, other);
        } catch (ArithmeticException e) {
            throw GoFunctions.failure("the sum is larger than an integer can be");
        }
    }

    private static Object extreme(List<?> list, String name, int sign) throws CelEvaluationException {
        if (list.isEmpty()) {
            throw GoFunctions.failure(name + " called on empty list");
        }
        Comparator<Object> order =
                list.stream().allMatch(Ordering::isNumber) ? Ordering.NUMBERS : Ordering.of(list, name);
        Object best = list.getFirst();
        for (Object item : list) {
            if (order.compare(item, best) * sign > 0) {
                best = item;
            }
        }
        return best;
    }

    private static Object find(List<?> list, Object wanted) {
        for (int i = 0; i < list.size(); i++) {
            if (Equality.equal(list.get(i), wanted)) {
                return (long) i;
            }
        }
        return -1L;
    }

    private static Object findLast(List<?> list, Object wanted) {
        for (int i = list.size() - 1; i >= 0; i--) {
            if (Equality.equal(list.get(i), wanted)) {
                return (long) i;
            }
        }
        return -1L;
    }

    private static List<Overload> expressions() {
        CelType strings = ListType.create(SimpleType.STRING);
        return List.of(
                Overload.member(
                        "find",
                        "string_find_string",
                        SimpleType.STRING,
                        args -> matches(args, 1).stream().findFirst().orElse(""),
                        STRING,
                        STRING),
                Overload.member(
                        "findAll", "string_find_all_string", strings, args -> matches(args, -1), STRING, STRING),
                Overload.member(
                        "findAll",
                        "string_find_all_string_int",
                        strings,
                        args -> matches(args, (Long) args[2]),
                        STRING,
                        STRING,
                        INT));
    }

    /// @param most how many at most; all if negative
    private static List<String> matches(Object[] arguments, long most) throws CelEvaluationException {
        String text = (String) arguments[0];
        Budget.pay(text.length());
        List<String> found = new ArrayList<>();
        Matcher matcher = GoFunctions.pattern((String) arguments[1]).matcher(text);
        int end = -1;
        while ((most < 0 || found.size() < most) && matcher.find()) {
            Budget.pay(1);
            // Go leaves out an empty match right behind another match.
            if (matcher.end() > matcher.start() || matcher.start() != end) {
                found.add(matcher.group());
            }
            end = matcher.end();
        }
        return found;
    }

    /// A value of a type of our own, or the failure that says what a text should have been.
    private static <V> V parsed(String function, String text, Function<String, Optional<V>> parse, String expected)
            throws CelEvaluationException {
        Optional<V> value = parse.apply(text);
        if (value.isEmpty()) {
            throw GoFunctions.failure("%s: \"%s\" is no %s".formatted(function, text, expected));
        }
        return value.get();
    }

    private static List<Overload> urls() {
        return List.of(
                Overload.global(
                        "url",
                        "string_to_url",
                        URL,
                        args -> parsed("url", (String) args[0], GoUrl::parse, "absolute URL or path"),
                        STRING),
                Overload.global(
                        "isURL",
                        "is_url_string",
                        SimpleType.BOOL,
                        args -> GoUrl.parse((String) args[0]).isPresent(),
                        STRING),
                Overload.member(
                        "getScheme", "url_get_scheme", SimpleType.STRING, args -> ((GoUrl) args[0]).scheme(), A_URL),
                Overload.member("getHost", "url_get_host", SimpleType.STRING, args -> ((GoUrl) args[0]).host(), A_URL),
                Overload.member(
                        "getHostname",
                        "url_get_hostname",
                        SimpleType.STRING,
                        args -> ((GoUrl) args[0]).hostname(),
                        A_URL),
                Overload.member("getPort", "url_get_port", SimpleType.STRING, args -> ((GoUrl) args[0]).port(), A_URL),
                Overload.member(
                        "getEscapedPath",
                        "url_get_escaped_path",
                        SimpleType.STRING,
                        args -> ((GoUrl) args[0]).escapedPath(),
                        A_URL),
                Overload.member(
                        "getQuery",
                        "url_get_query",
                        MapType.create(SimpleType.STRING, ListType.create(SimpleType.STRING)),
                        args -> ((GoUrl) args[0]).parameters(),
                        A_URL));
    }

    private static List<Overload> quantities() {
        return List.of(
                Overload.global("quantity", "string_to_quantity", QUANTITY, args -> quantity((String) args[0]), STRING),
                Overload.global(
                        "isQuantity",
                        "is_quantity_string",
                        SimpleType.BOOL,
                        args -> Quantity.parse((String) args[0]).isPresent(),
                        STRING),
                Overload.member(
                        "sign",
                        "quantity_sign",
                        SimpleType.INT,
                        args -> (long) ((Quantity) args[0]).amount().signum(),
                        A_QUANTITY),
                Overload.member(
                        "isInteger",
                        "quantity_is_integer",
                        SimpleType.BOOL,
                        args -> whole((Quantity) args[0]).isPresent(),
                        A_QUANTITY),
                Overload.member(
                        "asInteger",
                        "quantity_as_integer",
                        SimpleType.INT,
                        args -> whole((Quantity) args[0])
                                .orElseThrow(() -> GoFunctions.failure("cannot convert value to integer")),
                        A_QUANTITY),
                Overload.member(
                        "asApproximateFloat",
                        "quantity_as_float",
                        SimpleType.DOUBLE,
                        args -> ((Quantity) args[0]).amount().doubleValue(),
                        A_QUANTITY),
                Overload.member(
                        "add",
                        "quantity_add",
                        QUANTITY,
                        args -> plus((Quantity) args[0], ((Quantity) args[1]).amount()),
                        A_QUANTITY,
                        A_QUANTITY),
                Overload.member(
                        "add",
                        "quantity_add_int",
                        QUANTITY,
                        args -> plus((Quantity) args[0], BigDecimal.valueOf((Long) args[1])),
                        A_QUANTITY,
                        INT),
                Overload.member(
                        "sub",
                        "quantity_sub",
                        QUANTITY,
                        args -> plus(
                                (Quantity) args[0],
                                ((Quantity) args[1]).amount().negate()),
                        A_QUANTITY,
                        A_QUANTITY),
                Overload.member(
                        "sub",
                        "quantity_sub_int",
                        QUANTITY,
                        args -> plus(
                                (Quantity) args[0],
                                BigDecimal.valueOf((Long) args[1]).negate()),
                        A_QUANTITY,
                        INT),
                before("quantity", A_QUANTITY, Quantity.class, (a, b) -> a.compareTo(b) < 0),
                after("quantity", A_QUANTITY, Quantity.class, (a, b) -> a.compareTo(b) > 0),
                compare("quantity", A_QUANTITY, Quantity.class));
    }

    private static Quantity quantity(String text) throws CelEvaluationException {
        return parsed("quantity", text, Quantity::parse, "quantity such as 500m, 2Gi or 1e3");
    }

    private static Optional<Long> whole(Quantity quantity) {
        try {
            return Optional.of(quantity.amount().longValueExact());
        } catch (ArithmeticException e) {
            return Optional.empty();
        }
    }

    private static Quantity plus(Quantity quantity, BigDecimal amount) {
        return new Quantity(quantity.amount().add(amount));
    }

    private static <C> Overload before(
            String type, Overload.Parameter parameter, Class<C> value, BiPredicate<C, C> test) {
        return Overload.member(
                "isLessThan",
                type + "_is_less_than",
                SimpleType.BOOL,
                args -> test.test(value.cast(args[0]), value.cast(args[1])),
                parameter,
                parameter);
    }

    private static <C> Overload after(
            String type, Overload.Parameter parameter, Class<C> value, BiPredicate<C, C> test) {
        return Overload.member(
                "isGreaterThan",
                type + "_is_greater_than",
                SimpleType.BOOL,
                args -> test.test(value.cast(args[0]), value.cast(args[1])),
                parameter,
                parameter);
    }

    private static <C extends Comparable<C>> Overload compare(
            String type, Overload.Parameter parameter, Class<C> value) {
        return Overload.member(
                "compareTo",
                type + "_compare_to",
                SimpleType.INT,
                args -> (long) Integer.signum(value.cast(args[0]).compareTo(value.cast(args[1]))),
                parameter,
                parameter);
    }

    private static List<Overload> addresses() {
        List<Overload> all = new ArrayList<>();
        all.add(Overload.global("ip", "string_to_ip", IP, args -> ip((String) args[0]), STRING));
        all.add(Overload.global(
                "isIP",
                "is_ip",
                SimpleType.BOOL,
                args -> IpAddress.parse((String) args[0]).isPresent(),
                STRING));
        all.add(Overload.global(
                "ip.isCanonical",
                "ip_is_canonical",
                SimpleType.BOOL,
                args -> ip((String) args[0]).toString().equals(args[0]),
                STRING));
        all.add(Overload.global("string", "ip_to_string", SimpleType.STRING, args -> args[0].toString(), AN_IP));
        all.add(Overload.member("family", "ip_family", SimpleType.INT, args -> ((IpAddress) args[0]).family(), AN_IP));
        all.add(is("isUnspecified", IpAddress::isUnspecified));
        all.add(is("isLoopback", IpAddress::isLoopback));
        all.add(is("isLinkLocalMulticast", IpAddress::isLinkLocalMulticast));
        all.add(is("isLinkLocalUnicast", IpAddress::isLinkLocalUnicast));
        all.add(is("isGlobalUnicast", IpAddress::isGlobalUnicast));
        return all;
    }

    private static Overload is(String name, Function<IpAddress, Boolean> test) {
        return Overload.member(name, "ip_" + name, SimpleType.BOOL, args -> test.apply((IpAddress) args[0]), AN_IP);
    }

    private static IpAddress ip(String text) throws CelEvaluationException {
        return parsed("ip", text, IpAddress::parse, "IP address such as 10.0.0.1 or 2001:db8::1");
    }

    private static AddressRange cidr(String text) throws CelEvaluationException {
        return parsed("cidr", text, AddressRange::parse, "range of addresses such as 10.0.0.0/8");
    }

    private static List<Overload> ranges() {
        return List.of(
                Overload.global("cidr", "string_to_cidr", CIDR, args -> cidr((String) args[0]), STRING),
                Overload.global(
                        "isCIDR",
                        "is_cidr",
                        SimpleType.BOOL,
                        args -> AddressRange.parse((String) args[0]).isPresent(),
                        STRING),
                Overload.global("string", "cidr_to_string", SimpleType.STRING, args -> args[0].toString(), A_CIDR),
                Overload.member(
                        "containsIP",
                        "cidr_contains_ip",
                        SimpleType.BOOL,
                        args -> ((AddressRange) args[0]).contains((IpAddress) args[1]),
                        A_CIDR,
                        AN_IP),
                Overload.member(
                        "containsIP",
                        "cidr_contains_ip_string",
                        SimpleType.BOOL,
                        args -> ((AddressRange) args[0]).contains(ip((String) args[1])),
                        A_CIDR,
                        STRING),
                Overload.member(
                        "containsCIDR",
                        "cidr_contains_cidr",
                        SimpleType.BOOL,
                        args -> ((AddressRange) args[0]).contains((AddressRange) args[1]),
                        A_CIDR,
                        A_CIDR),
                Overload.member(
                        "containsCIDR",
                        "cidr_contains_cidr_string",
                        SimpleType.BOOL,
                        args -> ((AddressRange) args[0]).contains(cidr((String) args[1])),
                        A_CIDR,
                        STRING),
                Overload.member("ip", "cidr_ip", IP, args -> ((AddressRange) args[0]).address(), A_CIDR),
                Overload.member(
                        "prefixLength",
                        "cidr_prefix_length",
                        SimpleType.INT,
                        args -> (long) ((AddressRange) args[0]).bits(),
                        A_CIDR),
                Overload.member("masked", "cidr_masked", CIDR, args -> ((AddressRange) args[0]).masked(), A_CIDR));
    }

    private static List<Overload> versions() {
        return List.of(
                Overload.global(
                        "semver",
                        "string_to_semver",
                        SEMVER,
                        args -> parsed(
                                "semver", (String) args[0], Semver::parse, "version such as 1.2.3 or 1.2.3-rc.1"),
                        STRING),
                Overload.global(
                        "isSemver",
                        "is_semver_string",
                        SimpleType.BOOL,
                        args -> Semver.parse((String) args[0]).isPresent(),
                        STRING),
                Overload.member(
                        "major",
                        "semver_major",
                        SimpleType.INT,
                        args -> ((Semver) args[0]).major().longValue(),
                        A_SEMVER),
                Overload.member(
                        "minor",
                        "semver_minor",
                        SimpleType.INT,
                        args -> ((Semver) args[0]).minor().longValue(),
                        A_SEMVER),
                Overload.member(
                        "patch",
                        "semver_patch",
                        SimpleType.INT,
                        args -> ((Semver) args[0]).patch().longValue(),
                        A_SEMVER),
                before("semver", A_SEMVER, Semver.class, (a, b) -> a.compareTo(b) < 0),
                after("semver", A_SEMVER, Semver.class, (a, b) -> a.compareTo(b) > 0),
                compare("semver", A_SEMVER, Semver.class));
    }
}
