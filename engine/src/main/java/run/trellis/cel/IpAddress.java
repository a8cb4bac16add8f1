package run.trellis.cel;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// An address of the Internet Protocol, as strictly as Kubernetes reads it: no leading zeros, no zone, no IPv4 inside
/// IPv6.
///
/// @param hex the address in 8 (IPv4) or 32 (IPv6) hexadecimal digits
record IpAddress(String hex) {
    private static final Pattern OCTET = Pattern.compile("0|[1-9][0-9]{0,2}");
    private static final Pattern GROUP = Pattern.compile("[0-9a-fA-F]{1,4}");
    private static final int V4_DIGITS = 8;
    private static final int GROUPS = 8;
    private static final String MAPPED = "0".repeat(20) + "ffff";

    static Optional<IpAddress> parse(String text) {
        return text.contains(":")
                ? v6(text).filter(address -> !address.hex.startsWith(MAPPED))
                : v4(text).map(IpAddress::new);
    }

    private static Optional<String> v4(String text) {
        List<String> octets = List.of(text.split("\\.", -1));
        if (octets.size() != 4) {
            return Optional.empty();
        }
        StringBuilder hex = new StringBuilder();
        for (String octet : octets) {
            if (!OCTET.matcher(octet).matches() || Integer.parseInt(octet) > 255) {
                return Optional.empty();
            }
            hex.append("%02x".formatted(Integer.parseInt(octet)));
        }
        return Optional.of(hex.toString());
    }

    private static Optional<IpAddress> v6(String text) {
        int gap = text.indexOf("::");
        if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
            return Optional.empty();
        }
        Optional<List<String>> left = groups(gap < 0 ? text : text.substring(0, gap), gap < 0);
        Optional<List<String>> right = gap < 0 ? Optional.of(List.of()) : groups(text.substring(gap + 2), true);
        if (left.isEmpty() || right.isEmpty()) {
            return Optional.empty();
        }
        int missing = GROUPS - left.get().size() - right.get().size();
        if (gap < 0 ? missing != 0 : missing < 1) {
            return Optional.empty();
        }
        return Optional.of(
                new IpAddress(String.join("", left.get()) + "0000".repeat(missing) + String.join("", right.get())));
    }

    /// Groups of four digits; the last two may be written as an IPv4 address.
    private static Optional<List<String>> groups(String text, boolean last) {
        List<String> groups = new ArrayList<>();
        if (text.isEmpty()) {
            return Optional.of(groups);
        }
        List<String> words = List.of(text.split(":", -1));
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            Optional<String> v4 = last && i == words.size() - 1 && word.contains(".") ? v4(word) : Optional.empty();
            if (v4.isPresent()) {
                groups.add(v4.get().substring(0, 4));
                groups.add(v4.get().substring(4));
            } else if (GROUP.matcher(word).matches()) {
                groups.add("0".repeat(4 - word.length()) + word.toLowerCase(Locale.ROOT));
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(groups);
    }

    boolean isV4() {
        return hex.length() == V4_DIGITS;
    }

    /// 4 or 6.
    long family() {
        return isV4() ? 4 : 6;
    }

    /// The number of bits.
    int length() {
        return hex.length() * 4;
    }

    boolean isUnspecified() {
        return hex.chars().allMatch(digit -> digit == '0');
    }

    boolean isLoopback() {
        return isV4() ? hex.startsWith("7f") : hex.equals("0".repeat(31) + "1");
    }

    boolean isLinkLocalMulticast() {
        return isV4() ? hex.startsWith("e00000") : hex.startsWith("ff") && hex.charAt(3) == '2';
    }

    boolean isLinkLocalUnicast() {
        return isV4() ? hex.startsWith("a9fe") : hex.startsWith("fe") && "89ab".indexOf(hex.charAt(2)) >= 0;
    }

    private boolean isMulticast() {
        return isV4() ? hex.charAt(0) == 'e' : hex.startsWith("ff");
    }

    boolean isGlobalUnicast() {
        return !isUnspecified()
                && !isLoopback()
                && !isMulticast()
                && !isLinkLocalUnicast()
                && !(isV4() && hex.equals("ffffffff"));
    }

    /// The same address with all bits behind the first ones cleared.
    IpAddress masked(int bits) {
        StringBuilder masked = new StringBuilder();
        for (int i = 0; i < hex.length(); i++) {
            int kept = Math.clamp(bits - 4L * i, 0, 4);
            int digit = Character.digit(hex.charAt(i), 16) & (0xf0 >> kept);
            masked.append(Character.forDigit(digit, 16));
        }
        return new IpAddress(masked.toString());
    }

    /// The canonical text (RFC 5952).
    @Override
    public String toString() {
        if (isV4()) {
            byte[] octets = HexFormat.of().parseHex(hex);
            return "%d.%d.%d.%d".formatted(octets[0] & 255, octets[1] & 255, octets[2] & 255, octets[3] & 255);
        }
        List<String> groups = new ArrayList<>();
        for (int i = 0; i < hex.length(); i += 4) {
            groups.add(Integer.toHexString(Integer.parseInt(hex.substring(i, i + 4), 16)));
        }
        int start = -1;
        int longest = 1;
        for (int i = 0; i < GROUPS; i++) {
            int end = i;
            while (end < GROUPS && groups.get(end).equals("0")) {
                end++;
            }
            if (end - i > longest) {
                start = i;
                longest = end - i;
            }
        }
        return start < 0
                ? String.join(":", groups)
                : String.join(":", groups.subList(0, start)) + "::"
                        + String.join(":", groups.subList(start + longest, GROUPS));
    }
}
