package run.trellis.cluster;

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
                ? root + "/namespaces/" + namespace + "/" + plural
                : root + "/" + plural;
    }

    String objectPath(String namespace, String name) {
        return collectionPath(namespace) + "/" + name;
    }
}
