package run.trellis.cli.flags;

import java.util.Locale;
import java.util.Optional;

/// A flag of `trellis controller`.
///
/// @param name the name without dashes; also the name in a config file
/// @param group the heading of the help under which it stands
/// @param kind what values it takes
/// @param fallback the value if nobody gives one
/// @param help what it does, in a sentence
/// @param idle why it changes nothing here, if it is kro's and has no meaning in Trellis
public record Flag(String name, String group, Kind kind, String fallback, String help, Optional<String> idle) {

    /// What values a flag takes.
    public enum Kind {
        TEXT("TEXT"),
        FILE("FILE"),
        ADDRESS("[HOST]:PORT"),
        DURATION("DURATION"),
        COUNT("N"),
        SWITCH("true|false"),
        GATES("GATE=true,..."),
        FORMAT("text|json"),
        ENCODER("console|json"),
        LEVEL("LEVEL");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        /// What stands for a value in the help.
        public String label() {
            return label;
        }
    }

    /// `--name`.
    public String option() {
        return "--" + name;
    }

    /// `TRELLIS_NAME`.
    public String variable() {
        return "TRELLIS_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
    }
}
