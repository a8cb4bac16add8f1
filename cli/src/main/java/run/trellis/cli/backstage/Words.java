package run.trellis.cli.backstage;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Names for people, and names for parameters.
final class Words {
    private static final Set<String> ACRONYMS = Set.of(
            "api", "cidr", "cpu", "dns", "gpu", "http", "https", "id", "ip", "tcp", "tls", "udp", "uid", "uri", "url");
    private static final Map<String, String> SPELLINGS = Map.of("gitlab", "GitLab", "github", "GitHub");

    private Words() {}

    /// A field's name as a title: `tlsSecretName` becomes `TLS secret name`.
    static String title(String name) {
        String words = Stream.of(name.split("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[-_. ]+"))
                .filter(word -> !word.isEmpty())
                .map(Words::word)
                .collect(Collectors.joining(" "));
        return words.isEmpty() ? name : words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    private static String word(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        return ACRONYMS.contains(lower) ? lower.toUpperCase(Locale.ROOT) : SPELLINGS.getOrDefault(lower, lower);
    }

    /// A name that is not taken: the wanted one, or that with as many `_` as it needs.
    static String free(String wanted, Predicate<String> taken) {
        String name = wanted;
        while (taken.test(name)) {
            name += "_";
        }
        return name;
    }
}
