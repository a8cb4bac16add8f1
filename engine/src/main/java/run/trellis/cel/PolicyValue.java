package run.trellis.cel;

import run.trellis.json.JsonObject;

/// A lifecycle policy while an expression builds it (KREP-014: `policy().withRetain()`).
record PolicyValue(boolean retain, boolean shared, boolean adopt) {

    /// What holds unless something else is said: the object goes with its instance.
    static final PolicyValue PLAIN = new PolicyValue(false, false, false);

    PolicyValue withRetain() {
        return new PolicyValue(true, shared, adopt);
    }

    PolicyValue withShared() {
        return new PolicyValue(retain, true, adopt);
    }

    PolicyValue withAdopt() {
        return new PolicyValue(retain, shared, true);
    }

    JsonObject json() {
        return JsonObject.builder()
                .set("retain", retain)
                .set("shared", shared)
                .set("adopt", adopt)
                .build();
    }
}
