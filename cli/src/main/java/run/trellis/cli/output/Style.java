package run.trellis.cli.output;

import java.io.Console;
import java.util.Optional;
import run.trellis.diagnostic.Severity;

/// Colours, or none.
///
/// @param coloured whether escape codes may be used
public record Style(boolean coloured) {
    private static final String RESET = "\u001b[0m";

    /// Coloured on a terminal, plain in a pipe, in CI and where `NO_COLOR` is set (no-color.org).
    public static Style ofThisProcess() {
        boolean terminal =
                Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
        return new Style(terminal && System.getenv("NO_COLOR") == null && System.getenv("CI") == null);
    }

    /// Something to be seen first.
    public String bold(String text) {
        return in("\u001b[1m", text);
    }

    /// Something that only those read who look for it.
    public String dim(String text) {
        return in("\u001b[2m", text);
    }

    /// A state in the colour that says how good it is.
    public String state(String word) {
        return switch (word) {
            case "Ready", "ACTIVE" -> in("\u001b[32m", word);
            case "Refused", "Broken", "ERROR", "Unknown" -> in("\u001b[31m", word);
            default -> in("\u001b[33m", word);
        };
    }

    /// How bad a finding is.
    public String severity(Severity severity, String word) {
        return switch (severity) {
            case ERROR -> in("\u001b[31m", word);
            case WARNING -> in("\u001b[33m", word);
        };
    }

    private String in(String code, String text) {
        return coloured ? code + text + RESET : text;
    }
}
