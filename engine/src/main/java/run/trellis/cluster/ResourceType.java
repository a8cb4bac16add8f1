package run.trellis.cluster;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import run.trellis.object.GroupVersionKind;

/// How an API server serves a kind.
///
/// @param kind the kind
/// @param plural the name in URLs
/// @param namespaced whether its objects live in namespaces
public record ResourceType(GroupVersionKind kind, String plural, boolean namespaced) {

    /// `group/version/plural`: how figures name a kind.
    public String gvr() {
        return kind.group() + "/" + kind.version() + "/" + plural;
    }

    String collectionPath(String namespace) {
        String root = kind.group().isEmpty() ? "/api/" + kind.version() : "/apis/" + kind.apiVersion();
        return namespaced && !namespace.isEmpty()
                ? root + "/namespaces/" + step(namespace) + "/" + plural
                : root + "/" + plural;
    }

    String objectPath(String namespace, String name) {
        return collectionPath(namespace) + "/" + step(name);
    }

    /// Why a text cannot be one step of a path, however it is written; empty if it can. Names come from parameters of
    /// instances: one with a slash would be a request about something else. A server decodes before it looks, so
    /// escapes do not help.
    static Optional<String> misfit(String field, String text) {
        return text.equals(".") || text.equals("..") || text.contains("/") || text.contains("%")
                ? Optional.of(
                        "metadata.%s: \"%s\" is no %1$s: it may not be \".\" or \"..\" nor have \"/\" or \"%%\" in it"
                                .formatted(field, text))
                : Optional.empty();
    }

    private static String step(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%3A", ":");
    }
}
