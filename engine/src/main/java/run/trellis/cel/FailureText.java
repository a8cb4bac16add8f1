package run.trellis.cel;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The failures of an evaluation in an author's words; the library's are about its own insides.
final class FailureText {
    private static final Pattern FRAME = Pattern.compile("^(?:evaluation error(?: at <input>:[0-9]+)?: )+");

    /// A message of the library, and what to say instead; `$1` is its first group.
    private record Rule(Pattern message, String words) {
        Rule(String message, String words) {
            this(Pattern.compile(message, Pattern.DOTALL), words);
        }
    }

    private static final List<Rule> RULES = List.of(
            new Rule(
                    "No matching overload for function '_?([^']+?)_?'.*",
                    "$1 cannot be applied to values of these types;"
                            + " convert one, for example with string(…), int(…) or double(…)"),
            new Rule("For input string: (\".*?\").*", "$1 is no integer"),
            new Rule("/ by zero", "division by zero"),
            new Rule("long overflow", "the result is larger than an integer can be"),
            new Rule("int out of uint range", "the integer is negative; an unsigned integer cannot be"),
            new Rule("double is out of range for (u?int)", "the number is larger than $1(…) can make it"),
            new Rule("Text '(.*)' could not be parsed.*", "\"$1\" is no time such as 2026-01-31T12:00:00Z"),
            new Rule("invalid duration format", "the text is no duration such as 1h30m or 5s"),
            new Rule("substring failure: Range (.*) out of bounds", "substring: the range $1 is out of bounds"),
            new Rule("charAt failure: Index out of range: (.*)", "charAt: the index $1 is out of range"),
            new Rule("Unknown time-zone ID: (.*)", "\"$1\" is no time zone such as UTC or Europe/Berlin"),
            new Rule("Expected boolean value, found :?(.*)", "a condition gave $1, not true or false"),
            new Rule("Function 'value' failed.*", "value() of an empty optional; use orValue(…)"),
            new Rule("Function 'base64.decode' failed with arg\\(s\\) '(.*)'", "\"$1\" is not in base64"),
            new Rule("Function '([^']+)' failed with arg\\(s\\) (.*)", "$1 failed with $2"));

    private FailureText() {}

    static String of(String message) {
        String reason = FRAME.matcher(message).replaceFirst("");
        for (Rule rule : RULES) {
            Matcher matcher = rule.message().matcher(reason);
            if (matcher.matches()) {
                return matcher.replaceFirst(rule.words());
            }
        }
        return reason;
    }
}
