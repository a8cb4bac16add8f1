package run.trellis.cli.command;

import java.util.List;
import java.util.Optional;
import run.trellis.cluster.ApiException;
import run.trellis.cluster.Cluster;
import run.trellis.cluster.ObjectSelector;
import run.trellis.cluster.ResourceType;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.LabelSelector;
import run.trellis.object.Manifest;
import run.trellis.object.ObjectKey;
import run.trellis.plan.Observation;
import run.trellis.plan.Observed;
import run.trellis.plan.Selected;

/// What a cluster says now, asked object by object: for looking, not for acting.
record LiveObservation(Cluster cluster) implements Observation {

    @Override
    public Observed find(GroupVersionKind kind, ObjectKey key) {
        try {
            return cluster.get(kind, key.namespace(), key.name())
                    .<Observed>map(object -> new Observed.Present(object, Optional.empty()))
                    .orElseGet(Observed.Absent::new);
        } catch (ApiException e) {
            return new Observed.Unknown(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public Observed reference(GroupVersionKind kind, ObjectKey key) {
        return find(kind, key);
    }

    @Override
    public Selected selection(GroupVersionKind kind, String namespace, LabelSelector selector) {
        try {
            Optional<ResourceType> type = cluster.resourceType(kind);
            return type.isEmpty()
                    ? new Selected.Unknown("the API server does not serve " + kind)
                    : new Selected.Found(cluster.list(type.get(), ObjectSelector.labelled(namespace, selector.text()))
                            .items());
        } catch (ApiException e) {
            return new Selected.Unknown(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public List<Manifest> members() {
        return List.of();
    }

    @Override
    public List<Manifest> shared() {
        return List.of();
    }
}
