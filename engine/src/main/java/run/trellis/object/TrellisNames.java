package run.trellis.object;

/// The strings that Trellis adds to kro's: marks of shared objects.
public final class TrellisNames {
    /// Annotation prefix on shared objects: `shared.trellis.run/<instance uid>`, one for each instance that uses
    /// it.
    public static final String SHARED_MARK_PREFIX = "shared.trellis.run/";
    /// Annotation on shared objects that Trellis created; without it the object was there before and is never
    /// deleted.
    public static final String CREATED = "trellis.run/created";
    /// Prefix of the field manager with which an instance marks a shared object; the instance's uid follows.
    public static final String SHARED_MANAGER_PREFIX = "kro.run/shared-";

    /// Annotation on children: the hash of the manifest that was applied last. A controller that starts anew sees
    /// by it that a template has lost a field meanwhile.
    public static final String APPLIED = "trellis.run/applied";

    /// Annotation on a definition's CRD (`spec.schema.metadata.annotations`), with the value `true`: instances list the
    /// resources that are managed for them in their status.
    public static final String MANAGED_RESOURCES = "trellis.run/managed-resources";

    /// Annotation on a definition's CRD (`spec.schema.metadata.annotations`): the ServiceAccount in whose name children
    /// are written, `name` in the instance's namespace or `namespace/name`.
    public static final String SERVICE_ACCOUNT = "trellis.run/service-account";

    /// Annotation on children that outlive their instance, with the value [#ORPHANED]; kro's name for the same.
    public static final String DELETION_POLICY = "internal.kro.run/deletion-policy";
    /// The value of [#DELETION_POLICY] that keeps an object.
    public static final String ORPHANED = "Orphaned";
    /// Field manager of an instance's status.
    public static final String STATUS_MANAGER = "kro.run/status";

    private TrellisNames() {}
}
