package run.trellis.plan;

/// What becomes of a node's object beyond its instance (KREP-014).
///
/// @param retain not deleted with the instance or when pruned, but released
/// @param shared may belong to several instances at once
record Policy(boolean retain, boolean shared) {

    /// kro's behaviour: the object belongs to the instance and goes with it.
    static final Policy OWNED = new Policy(false, false);
}
