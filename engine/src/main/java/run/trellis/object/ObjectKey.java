package run.trellis.object;

/// One object on an API server.
///
/// @param kind the kind without its version: objects of all versions are the same objects
/// @param namespace the namespace; empty for cluster-scoped objects
/// @param name the object's name
public record ObjectKey(GroupKind kind, String namespace, String name) implements Comparable<ObjectKey> {

    /// `namespace/name`, or `name` for cluster-scoped objects.
    public String qualifiedName() {
        return namespace.isEmpty() ? name : namespace + "/" + name;
    }

    @Override
    public int compareTo(ObjectKey other) {
        return toString().compareTo(other.toString());
    }

    /// `Kind/namespace/name` or `Kind/name`: the form in which messages name objects.
    @Override
    public String toString() {
        return kind.kind() + "/" + qualifiedName();
    }
}
