package run.trellis.controller.event;

/// What there is to say about an object.
///
/// @param isWarning whether somebody should look at it
/// @param reason one word in CamelCase, for machines
/// @param message a sentence, for people
public record News(boolean isWarning, String reason, String message) {

    /// All is well.
    public static News normal(String reason, String message) {
        return new News(false, reason, message);
    }

    /// Somebody should look at it.
    public static News warning(String reason, String message) {
        return new News(true, reason, message);
    }

    String type() {
        return isWarning ? "Warning" : "Normal";
    }
}
