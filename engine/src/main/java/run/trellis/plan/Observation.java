package run.trellis.plan;

import java.util.List;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.LabelSelector;
import run.trellis.object.Manifest;
import run.trellis.object.ObjectKey;

/// What is observed for one instance while one plan is made. The same question must get the same answer during a
/// plan.
public interface Observation {

    /// What is known of the object with this key.
    Observed find(GroupVersionKind kind, ObjectKey key);

    /// What is known of an object of somebody else.
    Observed reference(GroupVersionKind kind, ObjectKey key);

    /// What is known of the objects of somebody else that a selector finds.
    ///
    /// @param namespace empty for all namespaces
    Selected selection(GroupVersionKind kind, String namespace, LabelSelector selector);

    /// All observed objects that carry this instance's id label and that of its ApplySet: its children, wanted or left
    /// over.
    List<Manifest> members();

    /// All observed objects that carry this instance's mark as a user of a shared object.
    List<Manifest> shared();

    /// Of which kinds nobody knows whether they have members of this instance, and why: one sentence each. As long as
    /// there are any, nothing is deleted and the instance is not let go.
    default List<String> unseen() {
        return List.of();
    }

    /// Nothing at all is observed: every object is absent.
    static Observation nothing() {
        return new Observation() {
            @Override
            public Observed find(GroupVersionKind kind, ObjectKey key) {
                return new Observed.Absent();
            }

            @Override
            public Observed reference(GroupVersionKind kind, ObjectKey key) {
                return new Observed.Absent();
            }

            @Override
            public Selected selection(GroupVersionKind kind, String namespace, LabelSelector selector) {
                return new Selected.Found(List.of());
            }

            @Override
            public List<Manifest> members() {
                return List.of();
            }

            @Override
            public List<Manifest> shared() {
                return List.of();
            }
        };
    }
}
