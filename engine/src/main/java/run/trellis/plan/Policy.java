package run.trellis.plan;

import run.trellis.json.Json;
import run.trellis.json.JsonBoolean;
import run.trellis.json.JsonObject;

/// What becomes of a node's object beyond its instance (KREP-014).
///
/// @param retain not deleted with the instance or when pruned, but released
/// @param shared may belong to several instances at once
/// @param adopt never made: it must exist already, and so is never deleted either
record Policy(boolean retain, boolean shared, boolean adopt) {

    /// kro's behaviour: the object belongs to the instance and goes with it.
    static final Policy OWNED = new Policy(false, false, false);

    Policy {
        retain |= adopt;
    }

    /// The policy that a lifecycle expression gives.
    static Policy of(Json value) {
        return new Policy(flag(value, "retain"), flag(value, "shared"), flag(value, "adopt"));
    }

    private static boolean flag(Json policy, String name) {
        return policy instanceof JsonObject flags
                && flags.get(name).filter(new JsonBoolean(true)::equals).isPresent();
    }
}
