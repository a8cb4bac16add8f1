package run.trellis.schema;

import java.util.List;
import java.util.Map;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonText;

/// What changes when a generated CRD replaces the one on the API server.
///
/// @param breaking what would break existing instances, in the order of the schema
/// @param nonBreaking what existing instances survive
/// @param different whether the CRD must be written at all: any difference in what Trellis writes counts, also those
///     that have no line in the two lists (printer columns, labels, short names, validation rules)
public record CrdChanges(List<String> breaking, List<String> nonBreaking, boolean different) {
    private static final int NAMED = 3;

    public CrdChanges {
        breaking = List.copyOf(breaking);
        nonBreaking = List.copyOf(nonBreaking);
    }

    /// The changes from the CRD that the API server has to the one that was compiled.
    public static CrdChanges between(JsonObject old, JsonObject compiled) {
        CrdComparison comparison = new CrdComparison();
        comparison.versions(old, compiled);
        return new CrdChanges(comparison.breaking(), comparison.nonBreaking(), isDifferent(old, compiled));
    }

    /// The sentence for the condition `KindReady`; empty if nothing breaks.
    public String message(String crdName) {
        if (breaking.isEmpty()) {
            return "";
        }
        String named = String.join("; ", breaking.subList(0, Math.min(NAMED, breaking.size())));
        String more = breaking.size() > NAMED ? "; and %d more changes".formatted(breaking.size() - NAMED) : "";
        return "cannot update CRD %s: breaking changes detected: %s%s".formatted(crdName, named, more);
    }

    private static boolean isDifferent(JsonObject old, JsonObject compiled) {
        for (String field : List.of("group", "names", "scope", "versions")) {
            if (!same(
                    old.at("spec", field).orElse(JsonArray.EMPTY),
                    compiled.at("spec", field).orElse(JsonArray.EMPTY))) {
                return true;
            }
        }
        return lacks(old, compiled, "labels") || lacks(old, compiled, "annotations");
    }

    /// Labels of others on the CRD are theirs.
    private static boolean lacks(JsonObject old, JsonObject compiled, String field) {
        Map<String, Json> there =
                old.object("metadata", field).orElse(JsonObject.EMPTY).fields();
        return !there.entrySet()
                .containsAll(compiled.object("metadata", field)
                        .orElse(JsonObject.EMPTY)
                        .fields()
                        .entrySet());
    }

    private static boolean same(Json left, Json right) {
        return JsonText.canonical(left).equals(JsonText.canonical(right));
    }
}
