package run.trellis.object;

/// The strings of kro's wire contract: labels, annotations, finalizer, field managers.
public final class KroNames {
    /// The API group of definitions, and the default group of the kinds that they make.
    public static final String GROUP = "kro.run";
    /// The finalizer of instances and definitions.
    public static final String FINALIZER = "kro.run/finalizer";

    /// Label: `true` on everything that kro or Trellis made or manages.
    public static final String OWNED = "kro.run/owned";
    /// Label: the version that wrote the object last.
    public static final String VERSION = "kro.run/kro-version";
    /// Label on CRDs and instances: the uid of the definition.
    public static final String DEFINITION_ID = "kro.run/resource-graph-definition-id";
    /// Label on CRDs and instances: the name of the definition.
    public static final String DEFINITION_NAME = "kro.run/resource-graph-definition-name";
    /// Label on graph revisions: the hash of the definition's spec.
    public static final String REVISION_HASH = "kro.run/graph-revision-hash";
    /// Label on children: the resource id in the graph.
    public static final String NODE_ID = "kro.run/node-id";
    /// Label on children: the instance's uid.
    public static final String INSTANCE_ID = "kro.run/instance-id";
    /// Label on children: the instance's name.
    public static final String INSTANCE_NAME = "kro.run/instance-name";
    /// Label on children of namespaced instances: the instance's namespace.
    public static final String INSTANCE_NAMESPACE = "kro.run/instance-namespace";
    /// Label on children: the instance's API group.
    public static final String INSTANCE_GROUP = "kro.run/instance-group";
    /// Label on children: the instance's API version.
    public static final String INSTANCE_VERSION = "kro.run/instance-version";
    /// Label on children: the instance's kind.
    public static final String INSTANCE_KIND = "kro.run/instance-kind";
    /// Label on the items of a collection: their place, from 0.
    public static final String COLLECTION_INDEX = "kro.run/collection-index";
    /// Label on the items of a collection: how many there are.
    public static final String COLLECTION_SIZE = "kro.run/collection-size";
    /// Label on children: who manages them.
    public static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    /// The value of [#MANAGED_BY].
    public static final String MANAGER = "kro";

    /// Annotation on children: their wave of deletion; the highest goes first.
    public static final String APPLY_ORDER = "internal.kro.run/apply-order";
    /// Annotation on instances: the checksum of the ApplySet's inventory.
    public static final String INVENTORY_HASH = "internal.kro.run/applyset-inventory-hash";
    /// Annotation on instances: `suspended` stops everything but deletion.
    public static final String RECONCILE = "kro.run/reconcile";
    /// Annotation on definitions: `true` lets a breaking change of the CRD through.
    public static final String ALLOW_BREAKING_CHANGES = "kro.run/allow-breaking-changes";

    /// Field manager of children.
    public static final String CHILD_MANAGER = "kro.run/applyset";
    /// Field manager of an instance's finalizer and labels.
    public static final String LABELLER = "kro.run/labeller";
    /// Field manager of an instance's ApplySet annotations.
    public static final String PARENT_MANAGER = "kro.run/applyset-parent";

    private KroNames() {}
}
