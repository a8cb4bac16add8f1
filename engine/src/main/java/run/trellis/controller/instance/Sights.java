package run.trellis.controller.instance;

import java.util.Optional;
import run.trellis.controller.watch.Sight;
import run.trellis.object.GroupKind;

/// What a user reads of a watch that cannot be believed.
final class Sights {

    private Sights() {}

    /// Why nobody knows the objects of a kind; empty if they are known, or known not to exist.
    static Optional<String> unseen(GroupKind kind, Sight sight) {
        return sight instanceof Sight.Gone ? Optional.empty() : trouble(kind, sight);
    }

    /// Why nothing can be done with objects of a kind; empty if there is no reason.
    static Optional<String> trouble(GroupKind kind, Sight sight) {
        return switch (sight) {
            case Sight.Clear _ -> Optional.empty();
            case Sight.Pending _ -> Optional.of("the watch of %s is not in sync yet".formatted(kind));
            case Sight.Gone _ -> Optional.of(notServed(kind));
            case Sight.Refused refused -> Optional.of("%s cannot be watched: %s".formatted(kind, refused.why()));
        };
    }

    /// What is said of a kind that is not there.
    static String notServed(GroupKind kind) {
        return "the API server does not serve %s; install its CRD or operator".formatted(kind);
    }
}
