package run.trellis.cli.workspace;

import java.util.List;
import java.util.Set;
import run.trellis.json.JsonObject;
import run.trellis.object.GroupVersionKind;
import run.trellis.schema.Schemas;

/// The kinds that are known besides those that the documents declare.
public interface Kinds {

    /// The schemas of those of these kinds that are known, and the names of others, for suggestions.
    Schemas schemas(Set<GroupVersionKind> asked);

    /// The schemas of those of these kinds that an API server serves, if one is to be asked; they win over all others.
    default Schemas served(Set<GroupVersionKind> asked) {
        return Schemas.of(List.of());
    }

    /// The CRDs that the user gave.
    List<JsonObject> crds();
}
