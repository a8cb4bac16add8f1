package run.trellis.cli.command;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import run.trellis.object.LabelSelector;

/// Answers label selectors as an API server does, for objects from files.
final class Labels {
    private static final Pattern SET = Pattern.compile("(\\S+) (in|notin) \\((.*)\\)");

    private Labels() {}

    /// Whether an object with these labels is selected.
    static boolean match(Map<String, String> labels, LabelSelector selector) {
        // A comma inside parentheses separates values, not terms.
        return selector.text().isEmpty()
                || Arrays.stream(selector.text().split(",(?![^(]*[)])", -1)).allMatch(term -> holds(labels, term));
    }

    private static boolean holds(Map<String, String> labels, String term) {
        Matcher set = SET.matcher(term);
        if (set.matches()) {
            boolean among = Optional.ofNullable(labels.get(set.group(1)))
                    .filter(Arrays.asList(set.group(3).split(",", -1))::contains)
                    .isPresent();
            return among == set.group(2).equals("in");
        }
        if (term.startsWith("!")) {
            return !labels.containsKey(term.substring(1));
        }
        int equals = term.indexOf('=');
        return equals < 0
                ? labels.containsKey(term)
                : term.substring(equals + 1).equals(labels.get(term.substring(0, equals)));
    }
}
