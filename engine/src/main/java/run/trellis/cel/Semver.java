package run.trellis.cel;

import java.math.BigInteger;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A version of Semantic Versioning 2.0.0, strictly: no leading `v`, no missing parts.
///
/// @param major of at most 64 bits, as all three
/// @param preRelease the identifiers behind the `-`; empty for a release
/// @param build the identifiers behind the `+`; without meaning for the order
record Semver(BigInteger major, BigInteger minor, BigInteger patch, List<String> preRelease, String build)
        implements Comparable<Semver> {
    private static final String NUMBER = "(0|[1-9][0-9]*)";
    private static final String IDENTIFIER = "(?:0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*)";
    private static final Pattern FORM = Pattern.compile(NUMBER + "\\." + NUMBER + "\\." + NUMBER + "(?:-(" + IDENTIFIER
            + "(?:\\." + IDENTIFIER + ")*))?(?:\\+([0-9a-zA-Z-]+(?:\\.[0-9a-zA-Z-]+)*))?");
    private static final Pattern DIGITS = Pattern.compile("[0-9]+");

    Semver {
        preRelease = List.copyOf(preRelease);
    }

    static Optional<Semver> parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        Semver version = new Semver(
                new BigInteger(form.group(1)),
                new BigInteger(form.group(2)),
                new BigInteger(form.group(3)),
                form.group(4) == null ? List.of() : List.of(form.group(4).split("\\.")),
                form.group(5) == null ? "" : form.group(5));
        boolean fits = version.major.bitLength() < Long.SIZE
                && version.minor.bitLength() < Long.SIZE
                && version.patch.bitLength() < Long.SIZE;
        return fits ? Optional.of(version) : Optional.empty();
    }

    @Override
    public int compareTo(Semver other) {
        int parts = major.compareTo(other.major);
        parts = parts != 0 ? parts : minor.compareTo(other.minor);
        parts = parts != 0 ? parts : patch.compareTo(other.patch);
        if (parts != 0) {
            return parts;
        }
        // A release is later than every version before it.
        if (preRelease.isEmpty() || other.preRelease.isEmpty()) {
            return Boolean.compare(preRelease.isEmpty(), other.preRelease.isEmpty());
        }
        for (int i = 0; i < Math.min(preRelease.size(), other.preRelease.size()); i++) {
            int order = identifiers(preRelease.get(i), other.preRelease.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(preRelease.size(), other.preRelease.size());
    }

    private static int identifiers(String one, String other) {
        boolean isNumber = DIGITS.matcher(one).matches();
        boolean isOtherNumber = DIGITS.matcher(other).matches();
        if (isNumber && isOtherNumber) {
            return new BigInteger(one).compareTo(new BigInteger(other));
        }
        return isNumber == isOtherNumber ? one.compareTo(other) : isNumber ? -1 : 1;
    }

    /// The build does not count, as it does not for the order.
    @Override
    public boolean equals(Object other) {
        return other instanceof Semver version && compareTo(version) == 0;
    }

    @Override
    public int hashCode() {
        return Objects.hash(major, minor, patch, preRelease);
    }

    @Override
    public String toString() {
        return "%d.%d.%d%s%s"
                .formatted(
                        major,
                        minor,
                        patch,
                        preRelease.isEmpty() ? "" : "-" + String.join(".", preRelease),
                        build.isEmpty() ? "" : "+" + build);
    }
}
