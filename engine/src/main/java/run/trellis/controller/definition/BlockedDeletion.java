package run.trellis.controller.definition;

import java.util.List;
import java.util.stream.Collectors;
import run.trellis.object.ObjectKey;

/// What a definition says that cannot go because it has instances.
final class BlockedDeletion {
    /// How many instances a message names.
    private static final int NAMED = 3;

    private BlockedDeletion() {}

    /// The condition's message.
    static String message(String kind, List<ObjectKey> instances) {
        String names = instances.stream()
                .sorted()
                .limit(NAMED)
                .map(ObjectKey::qualifiedName)
                .collect(Collectors.joining(", "));
        int more = instances.size() - NAMED;
        return "%d %s of kind %s still %s: %s%s; the definition goes when none is left"
                .formatted(
                        instances.size(),
                        instances.size() == 1 ? "instance" : "instances",
                        kind,
                        instances.size() == 1 ? "exists" : "exist",
                        names,
                        more > 0 ? " and %d more".formatted(more) : "");
    }
}
