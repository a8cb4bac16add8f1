package run.trellis.object;

/// A kind without its version; printed as ApplySets print it, `Deployment.apps` or `ConfigMap`.
public record GroupKind(String group, String kind) implements Comparable<GroupKind> {

    /// Reads what [#toString] prints.
    public static GroupKind parse(String text) {
        int dot = text.indexOf('.');
        return dot < 0 ? new GroupKind("", text) : new GroupKind(text.substring(dot + 1), text.substring(0, dot));
    }

    @Override
    public int compareTo(GroupKind other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return group.isEmpty() ? kind : kind + "." + group;
    }
}
