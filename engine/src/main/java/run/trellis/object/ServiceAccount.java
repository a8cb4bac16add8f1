package run.trellis.object;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Somebody in whose name children are written.
///
/// @param namespace its namespace; empty for that of the instance for which something is written
/// @param name its name
public record ServiceAccount(String namespace, String name) {
    private static final String LABEL = "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?";
    private static final Pattern TEXT =
            Pattern.compile("(?:(?<namespace>" + LABEL + ")/)?(?<name>" + LABEL + "(?:\\." + LABEL + ")*)");

    /// `name` or `namespace/name`; empty if it is neither.
    public static Optional<ServiceAccount> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        return matcher.matches()
                ? Optional.of(new ServiceAccount(
                        Optional.ofNullable(matcher.group("namespace")).orElse(""), matcher.group("name")))
                : Optional.empty();
    }

    /// The account for an instance in this namespace; empty if it has no namespace and the instance neither.
    public Optional<ServiceAccount> of(String instanceNamespace) {
        ServiceAccount here = namespace.isEmpty() ? new ServiceAccount(instanceNamespace, name) : this;
        return Optional.of(here).filter(account -> !account.namespace().isEmpty());
    }

    /// What the API server calls it.
    public String userName() {
        return "system:serviceaccount:%s:%s".formatted(namespace, name);
    }

    @Override
    public String toString() {
        return namespace.isEmpty() ? name : namespace + "/" + name;
    }
}
