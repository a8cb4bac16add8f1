package run.trellis.controller.definition;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonNull;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonText;
import run.trellis.object.KroNames;
import run.trellis.object.Manifest;

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

    /// How many breaking changes a message names.
    int NAMED_CHANGES = 3;

    /// Decides. A CRD of kro's (or ours) that belongs to the definition of this name is adopted, whatever its uid.
    ///
    /// @param desired the CRD as the definition wants it, labels included
    /// @param live the CRD as it is
    /// @param breaking the changes from live to desired that would break existing instances
    /// @param isForced whether the definition's author allows breaking changes
    static CrdStep decide(Manifest desired, Optional<Manifest> live, List<String> breaking, boolean isForced) {
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
        if (!breaking.isEmpty() && !isForced) {
            return new Refused(breakingMessage(desired.name(), breaking));
        }
        return isCurrent(desired, present) ? new Current() : new Patch(patch(desired));
    }

    /// Whether kro or Trellis made this CRD.
    static boolean isOwned(Manifest crd) {
        return crd.label(KroNames.OWNED)
                .map("true"::equals)
                .orElseGet(() -> crd.label(KroNames.MANAGED_BY).orElse("").equals(KroNames.MANAGER));
    }

    private static String breakingMessage(String name, List<String> breaking) {
        String message = "cannot update CRD %s: breaking changes detected: %s"
                .formatted(name, String.join("; ", breaking.subList(0, Math.min(NAMED_CHANGES, breaking.size()))));
        int more = breaking.size() - NAMED_CHANGES;
        return more > 0 ? message + "; and %d more changes".formatted(more) : message;
    }

    /// Whether the API server has everything that we want and, in names and versions, nothing else. What the API
    /// server adds by itself (the conversion strategy, `status`) does not count.
    private static boolean isCurrent(Manifest desired, Manifest live) {
        return live.labels().entrySet().containsAll(desired.labels().entrySet())
                && live.annotations().entrySet().containsAll(desired.annotations().entrySet())
                && essence(desired).equals(essence(live));
    }

    private static String essence(Manifest crd) {
        JsonObject spec = crd.body().object("spec").orElse(JsonObject.EMPTY);
        return JsonText.canonical(JsonObject.builder()
                .set("group", spec.get("group").orElse(JsonNull.NULL))
                .set("scope", spec.get("scope").orElse(JsonNull.NULL))
                .set("names", bare(spec.get("names").orElse(JsonNull.NULL)))
                .set("versions", bare(spec.get("versions").orElse(JsonNull.NULL)))
                .build());
    }

    /// Without empty lists and objects at the places where Kubernetes' encoder leaves them out.
    private static Json bare(Json value) {
        return switch (value) {
            case JsonObject object -> {
                Map<String, Json> kept = new TreeMap<>();
                object.fields().forEach((name, field) -> {
                    if (!isLeftOut(name, field)) {
                        kept.put(name, bare(field));
                    }
                });
                yield JsonObject.of(kept);
            }
            case JsonArray array -> new JsonArray(array.items().stream().map(CrdStep::bare).toList());
            default -> value;
        };
    }

    private static boolean isLeftOut(String name, Json value) {
        return switch (name) {
            case "shortNames", "categories", "additionalPrinterColumns", "required", "selectableFields" ->
                value.equals(JsonArray.EMPTY);
            case "priority" -> value.equals(Json.of(0));
            default -> false;
        };
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
