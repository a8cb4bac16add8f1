package run.trellis.object;

import java.util.Optional;

/// A kind as an object names it in `apiVersion` and `kind`.
///
/// @param group the API group; empty for the core group
/// @param version the version: `v1`, `v1alpha1`
/// @param kind the kind: `Deployment`
public record GroupVersionKind(String group, String version, String kind) implements Comparable<GroupVersionKind> {

    /// The kind that `apiVersion` (`v1`, `apps/v1`) and `kind` name, if `apiVersion` has that form.
    public static Optional<GroupVersionKind> parse(String apiVersion, String kind) {
        int slash = apiVersion.indexOf('/');
        String group = slash < 0 ? "" : apiVersion.substring(0, slash);
        String version = apiVersion.substring(slash + 1);
        if (version.isEmpty() || kind.isEmpty() || version.indexOf('/') >= 0 || (slash >= 0 && group.isEmpty())) {
            return Optional.empty();
        }
        return Optional.of(new GroupVersionKind(group, version, kind));
    }

    /// `v1` or `group/version`, as objects carry it.
    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /// The kind without its version.
    public GroupKind groupKind() {
        return new GroupKind(group, kind);
    }

    @Override
    public int compareTo(GroupVersionKind other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return apiVersion() + " " + kind;
    }
}
