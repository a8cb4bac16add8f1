package run.trellis.object;

/// The strings that Trellis adds to kro's: marks of shared objects.
public final class TrellisNames {
    /// Annotation prefix on shared objects: `shared.trellis.run/<instance uid>`, one for each instance that uses it.
    public static final String SHARED_MARK_PREFIX = "shared.trellis.run/";
    /// Annotation on shared objects that Trellis created; without it the object was there before and is never deleted.
    public static final String CREATED = "trellis.run/created";
    /// Prefix of the field manager with which an instance marks a shared object; the instance's uid follows.
    public static final String SHARED_MANAGER_PREFIX = "kro.run/shared-";

    private TrellisNames() {}
}
