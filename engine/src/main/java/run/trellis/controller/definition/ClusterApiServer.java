package run.trellis.controller.definition;

import java.util.List;
import java.util.Optional;
import run.trellis.cluster.Answer;
import run.trellis.cluster.ApiException;
import run.trellis.cluster.Cluster;
import run.trellis.cluster.ObjectSelector;
import run.trellis.cluster.ResourceType;
import run.trellis.json.JsonObject;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.Manifest;

/// The requests of this room, sent to a real cluster.
final class ClusterApiServer implements ApiServer {
    private static final String FIELD_MANAGER = "kro.run/definition";

    private final Cluster cluster;

    ClusterApiServer(Cluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public Optional<Manifest> get(GroupVersionKind kind, String name) {
        try {
            return cluster.get(kind, "", name);
        } catch (ApiException e) {
            throw new Unreachable(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public List<Manifest> list(GroupVersionKind kind) {
        try {
            Optional<ResourceType> type = cluster.resourceType(kind);
            return type.isEmpty()
                    ? List.of()
                    : cluster.list(type.get(), ObjectSelector.EVERYTHING).items();
        } catch (ApiException e) {
            throw new Unreachable(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public Written create(Manifest object) {
        return written(cluster.create(object, FIELD_MANAGER));
    }

    @Override
    public Written patch(Manifest object, JsonObject patch) {
        return written(cluster.mergePatchAny(object, patch, FIELD_MANAGER));
    }

    @Override
    public Written patchStatus(Manifest object, JsonObject patch) {
        return written(cluster.mergePatchStatus(object, patch, FIELD_MANAGER));
    }

    @Override
    public Written delete(Manifest object) {
        return written(cluster.delete(object, false));
    }

    private static Written written(Answer answer) {
        return switch (answer) {
            case Answer.Done done -> new Written.Done(done.object());
            case Answer.Refused refused
            when refused.refusal().isTransient() ->
                throw new Unreachable(refused.refusal().message());
            case Answer.Refused refused -> new Written.Refused(refused.refusal().message());
            case Answer.Unreachable unreachable -> throw new Unreachable(unreachable.why());
        };
    }
}
