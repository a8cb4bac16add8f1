package run.trellis.plan;

import java.util.List;
import run.trellis.object.Manifest;

/// What is known of the objects that a selector finds.
public sealed interface Selected {

    /// All of them, by namespace and name.
    record Found(List<Manifest> objects) implements Selected {
        public Found {
            objects = List.copyOf(objects);
        }
    }

    /// Nobody knows: the kind cannot be watched, the server did not answer.
    record Unknown(String why) implements Selected {}
}
