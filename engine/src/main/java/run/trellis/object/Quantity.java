package run.trellis.object;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An amount of a resource as Kubernetes writes it: `500m`, `2Gi`, `1e3` (apimachinery, `resource.Quantity`).
///
/// @param amount the amount without its unit's prefix: `500m` is 0.5
public record Quantity(BigDecimal amount) implements Comparable<Quantity> {

    public Quantity {
        // 1 and 1.000 are the same amount, and equal.
        amount = amount.stripTrailingZeros();
    }

    private static final Pattern FORM =
            Pattern.compile("([+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+))(?:([eE][+-]?[0-9]{1,2})|([numkMGTPE]|[KMGTPE]i)?)");

    private static final Map<String, BigDecimal> UNITS = Map.ofEntries(
            Map.entry("n", BigDecimal.ONE.movePointLeft(9)),
            Map.entry("u", BigDecimal.ONE.movePointLeft(6)),
            Map.entry("m", BigDecimal.ONE.movePointLeft(3)),
            Map.entry("k", BigDecimal.ONE.movePointRight(3)),
            Map.entry("M", BigDecimal.ONE.movePointRight(6)),
            Map.entry("G", BigDecimal.ONE.movePointRight(9)),
            Map.entry("T", BigDecimal.ONE.movePointRight(12)),
            Map.entry("P", BigDecimal.ONE.movePointRight(15)),
            Map.entry("E", BigDecimal.ONE.movePointRight(18)),
            Map.entry("Ki", BigDecimal.TWO.pow(10)),
            Map.entry("Mi", BigDecimal.TWO.pow(20)),
            Map.entry("Gi", BigDecimal.TWO.pow(30)),
            Map.entry("Ti", BigDecimal.TWO.pow(40)),
            Map.entry("Pi", BigDecimal.TWO.pow(50)),
            Map.entry("Ei", BigDecimal.TWO.pow(60)));

    /// The quantity that a text writes, if it is one.
    public static Optional<Quantity> parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        String exponent = form.group(2) == null ? "" : form.group(2);
        BigDecimal number = new BigDecimal(plain(form.group(1)) + exponent);
        String unit = form.group(3);
        return Optional.of(new Quantity(unit == null ? number : number.multiply(UNITS.get(unit))));
    }

    @Override
    public int compareTo(Quantity other) {
        return amount.compareTo(other.amount);
    }

    /// Java's decimals want a digit on both sides of the point; Kubernetes does not.
    private static String plain(String digits) {
        String closed = digits.endsWith(".") ? digits + "0" : digits;
        return closed.replaceFirst("^([+-]?)\\.", "$10.");
    }
}
