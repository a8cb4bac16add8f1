package run.trellis.cel;

import run.trellis.json.JsonObject;

/// A lifecycle policy while an expression builds it (KREP-014: `policy().withRetain()`).
record PolicyValue(boolean retain, boolean shared) {

    PolicyValue withRetain() {
        return new PolicyValue(true, shared);
    }

    PolicyValue withShared() {
        return new PolicyValue(retain, true);
    }

    JsonObject json() {
        return JsonObject.builder().set("retain", retain).set("shared", shared).build();
    }
}
