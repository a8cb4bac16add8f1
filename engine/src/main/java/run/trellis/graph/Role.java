package run.trellis.graph;

/// What a resource of a graph is to an instance.
public enum Role {
    /// One object that the instance owns.
    OBJECT,
    /// Objects that the instance owns, one for each combination of its `forEach` lists.
    COLLECTION,
    /// One object of somebody else, found by its name and only read.
    REFERENCE,
    /// Objects of somebody else, found by their labels and only read.
    SELECTION;

    /// Whether its objects belong to somebody else.
    public boolean isExternal() {
        return this == REFERENCE || this == SELECTION;
    }

    /// Whether expressions see a list of objects instead of one.
    public boolean isList() {
        return this == COLLECTION || this == SELECTION;
    }

    /// The field of the definition in which its objects are described.
    String field() {
        return isExternal() ? "externalRef" : "template";
    }
}
