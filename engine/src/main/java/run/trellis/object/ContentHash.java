package run.trellis.object;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import run.trellis.json.Json;
import run.trellis.json.JsonText;

/// The SHA-256 of a value's canonical text, in hexadecimal: equal for equal values, whatever the order of their
/// fields.
public record ContentHash(String hex) {

    /// The hash of a value.
    public static ContentHash of(Json value) {
        byte[] text = JsonText.canonical(value).getBytes(StandardCharsets.UTF_8);
        return new ContentHash(HexFormat.of().formatHex(sha256(text)));
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
