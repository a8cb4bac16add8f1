package run.trellis.object;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// Names as values of labels: an object's name may have 253 characters, a label's value 63.
public final class LabelValue {
    private static final int LIMIT = 63;
    private static final int DIGITS = 8;

    private LabelValue() {}

    /// The name itself if it fits; otherwise its beginning and eight hexadecimal digits of its SHA-256, so that two
    /// long names stay apart. kro refuses such objects; who needs the whole name finds it by the uid beside it.
    public static String of(String name) {
        if (name.length() <= LIMIT) {
            return name;
        }
        String start = name.substring(0, LIMIT - DIGITS - 1).replaceFirst("[^A-Za-z0-9]+$", "");
        String hex = HexFormat.of().formatHex(ContentHash.sha256(name.getBytes(StandardCharsets.UTF_8)));
        return start + "-" + hex.substring(0, DIGITS);
    }
}
