package run.trellis.controller.definition;

import java.util.List;
import java.util.Optional;
import run.trellis.json.JsonNull;
import run.trellis.json.JsonObject;
import run.trellis.object.KroNames;
import run.trellis.object.Manifest;
import run.trellis.schema.CrdChanges;

/// What has to happen to a CRD so that it is as a definition wants it.
sealed interface CrdStep {

    /// There is none yet.
    record Create(Manifest crd) implements CrdStep {}

    /// It differs: a JSON merge patch.
    record Patch(JsonObject patch) implements CrdStep {}

    /// Nothing.
    record Current() implements CrdStep {}

    /// It must not be touched.
    ///
    /// @param because the condition's message
    record Refused(String because) implements CrdStep {}

    /// Decides. A CRD of kro's (or ours) that belongs to the definition of this name is adopted, whatever its uid.
    ///
    /// @param desired the CRD as the definition wants it, labels included
    /// @param live the CRD as it is
    /// @param isForced whether the definition's author allows breaking changes
    static CrdStep decide(Manifest desired, Optional<Manifest> live, boolean isForced) {
        if (live.isEmpty()) {
            return new Create(desired);
        }
        Manifest present = live.get();
        if (!isOwned(present)) {
            return new Refused(
                    "CRD %s already exists and is not owned by KRO; delete it, or choose another kind or group"
                            .formatted(desired.name()));
        }
        String wanted = desired.label(KroNames.DEFINITION_NAME).orElse("");
        String owner = present.label(KroNames.DEFINITION_NAME).orElse(wanted);
        if (!owner.equals(wanted)) {
            return new Refused("CRD %s is owned by another ResourceGraphDefinition %s; choose another kind or group"
                    .formatted(desired.name(), owner));
        }
        CrdChanges changes = CrdChanges.between(present.body(), desired.body());
        if (!changes.breaking().isEmpty() && !isForced) {
            return new Refused(changes.message(desired.name()));
        }
        return changes.different() ? new Patch(patch(desired)) : new Current();
    }

    /// Whether kro or Trellis made this CRD.
    static boolean isOwned(Manifest crd) {
        return crd.label(KroNames.OWNED)
                .map("true"::equals)
                .orElseGet(() -> crd.label(KroNames.MANAGED_BY).orElse("").equals(KroNames.MANAGER));
    }

    private static JsonObject patch(Manifest desired) {
        JsonObject spec = desired.body().object("spec").orElse(JsonObject.EMPTY);
        JsonObject names = spec.object("names").orElse(JsonObject.EMPTY);
        JsonObject.Builder wholeNames = names.toBuilder();
        for (String list : List.of("shortNames", "categories")) {
            if (names.get(list).isEmpty()) {
                wholeNames.set(list, JsonNull.NULL);
            }
        }
        JsonObject metadata = desired.body().object("metadata").orElse(JsonObject.EMPTY);
        return JsonObject.builder()
                .set(
                        "metadata",
                        JsonObject.builder()
                                .setIfPresent("labels", metadata.get("labels"))
                                .setIfPresent("annotations", metadata.get("annotations"))
                                .build())
                .set("spec", spec.with("names", wholeNames.build()))
                .build();
    }
}
