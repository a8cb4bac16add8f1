package run.trellis.cel;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A URL as Go's `url.ParseRequestURI` reads it: absolute, or a path that begins with `/`; without a fragment.
///
/// @param text as it was written
/// @param scheme in small letters; empty for a path
/// @param host with the port
/// @param path still escaped as it was written
/// @param query behind the `?`, still escaped
record GoUrl(String text, String scheme, String host, String path, String query) {
    private static final Pattern SCHEME = Pattern.compile("([a-zA-Z][a-zA-Z0-9+.-]*):(.*)", Pattern.DOTALL);
    private static final Pattern HOST =
            Pattern.compile("(\\[[0-9a-fA-F:.%a-z]*\\]|[^\\[\\]: \"<>\\\\^`{|}/?#@]*)(:[0-9]*)?");
    private static final Pattern USER = Pattern.compile("(?:[a-zA-Z0-9._:~!$&'()*+,;=@-]|%[0-9a-fA-F]{2})*");
    private static final Pattern ESCAPES = Pattern.compile("(?:[^%]|%[0-9a-fA-F]{2})*", Pattern.DOTALL);
    private static final String PATH_CHARACTERS = "-_.~$&+,/:;=@!'()*[]";

    static Optional<GoUrl> parse(String text) {
        boolean control = text.chars().anyMatch(c -> c < 0x20 || c == 0x7f);
        if (text.isEmpty() || control) {
            return Optional.empty();
        }
        Matcher schemed = SCHEME.matcher(text);
        String scheme = schemed.matches() ? schemed.group(1).toLowerCase(Locale.ROOT) : "";
        String rest = schemed.matches() ? schemed.group(2) : text;
        int mark = rest.indexOf('?');
        String query = mark < 0 ? "" : rest.substring(mark + 1);
        rest = mark < 0 ? rest : rest.substring(0, mark);
        if (!rest.startsWith("/")) {
            return scheme.isEmpty() ? Optional.empty() : Optional.of(new GoUrl(text, scheme, "", "", query));
        }
        String host = "";
        if (!scheme.isEmpty() && rest.startsWith("//")) {
            int slash = rest.indexOf('/', 2);
            String authority = slash < 0 ? rest.substring(2) : rest.substring(2, slash);
            rest = slash < 0 ? "" : rest.substring(slash);
            int at = authority.lastIndexOf('@');
            host = authority.substring(at + 1);
            if (!HOST.matcher(host).matches()
                    || !USER.matcher(authority.substring(0, Math.max(0, at))).matches()) {
                return Optional.empty();
            }
        }
        return ESCAPES.matcher(rest).matches()
                ? Optional.of(new GoUrl(text, scheme, host, rest, query))
                : Optional.empty();
    }

    /// Without port and brackets.
    String hostname() {
        Matcher parts = HOST.matcher(host);
        String name = parts.matches() ? parts.group(1) : host;
        return name.startsWith("[") && name.endsWith("]") ? name.substring(1, name.length() - 1) : name;
    }

    /// Empty if there is none.
    String port() {
        Matcher parts = HOST.matcher(host);
        return parts.matches() && parts.group(2) != null ? parts.group(2).substring(1) : "";
    }

    /// As it was written if that is a right way to write it; otherwise escaped anew.
    String escapedPath() {
        boolean right = path.chars().allMatch(c -> c == '%' || isPlain(c));
        if (right) {
            return path;
        }
        StringBuilder escaped = new StringBuilder();
        for (byte b : unescaped(path, false)) {
            int c = b & 0xff;
            boolean kept = c < 0x80 && isPlain(c) && "!'()*[]".indexOf(c) < 0;
            escaped.append(kept ? String.valueOf((char) c) : "%%%02X".formatted(c));
        }
        return escaped.toString();
    }

    private static boolean isPlain(int c) {
        return c < 0x80 && (Character.isLetterOrDigit(c) || PATH_CHARACTERS.indexOf(c) >= 0);
    }

    /// The parameters, each with all its values in order.
    Map<String, List<String>> parameters() {
        Map<String, List<String>> all = new LinkedHashMap<>();
        for (String pair : query.split("&", -1)) {
            if (pair.isEmpty() || pair.contains(";") || !ESCAPES.matcher(pair).matches()) {
                continue;
            }
            int equals = pair.indexOf('=');
            String name = text(equals < 0 ? pair : pair.substring(0, equals));
            String value = equals < 0 ? "" : text(pair.substring(equals + 1));
            all.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
        }
        return all;
    }

    private static String text(String escaped) {
        return new String(unescaped(escaped, true), StandardCharsets.UTF_8);
    }

    private static byte[] unescaped(String escaped, boolean plusIsSpace) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] source = escaped.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < source.length; i++) {
            if (source[i] == '%' && i + 2 < source.length && Character.digit(source[i + 1], 16) >= 0) {
                bytes.write(Character.digit(source[i + 1], 16) * 16 + Character.digit(source[i + 2], 16));
                i += 2;
            } else {
                bytes.write(plusIsSpace && source[i] == '+' ? ' ' : source[i]);
            }
        }
        return bytes.toByteArray();
    }

    @Override
    public String toString() {
        return text;
    }
}
