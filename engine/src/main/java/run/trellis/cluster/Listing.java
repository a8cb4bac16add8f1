package run.trellis.cluster;

import java.util.List;
import run.trellis.object.Manifest;

/// The objects of a list and the version of the list, from which a watch can go on.
public record Listing(List<Manifest> items, String resourceVersion) {
    public Listing {
        items = List.copyOf(items);
    }
}
