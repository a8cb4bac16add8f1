package run.trellis.plan;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import run.trellis.graph.Node;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonNull;
import run.trellis.json.JsonObject;
import run.trellis.object.ApplySet;
import run.trellis.object.ApplySet.Inventory;
import run.trellis.object.ContentHash;
import run.trellis.object.KroNames;
import run.trellis.object.LabelValue;
import run.trellis.object.Manifest;
import run.trellis.object.TrellisNames;

/// The labels, annotations and finalizer with which an instance and its children are tied to each other.
final class Ownership {
    /// At the end of a mark: its instance wants the object to stay.
    private static final String RETAINED = " (retained)";

    private final Definition definition;
    private final Manifest instance;
    private final String applySetId;

    Ownership(Definition definition, Manifest instance) {
        this.definition = definition;
        this.instance = instance;
        this.applySetId = ApplySet.id(instance.key());
    }

    /// A child that belongs to this instance alone.
    ///
    /// @param place where it stands if it is an item of a collection
    Manifest own(Manifest child, Node node, Policy policy, Optional<Placement.Place> place) {
        Map<String, String> labels = childLabels(node);
        place.ifPresent(at -> {
            labels.put(KroNames.COLLECTION_INDEX, Integer.toString(at.index()));
            labels.put(KroNames.COLLECTION_SIZE, Integer.toString(at.size()));
        });
        Manifest whole = child.withMetadata(labels, childAnnotations(node, policy));
        return whole.withMetadata(
                Map.of(), Map.of(TrellisNames.APPLIED, hashOf(whole).hex()));
    }

    /// Whether an object says of itself that another manifest than this one was applied last. Objects that kro made
    /// say nothing.
    static boolean saysOtherwise(Manifest live, ContentHash wanted) {
        return live.annotation(TrellisNames.APPLIED)
                .filter(hash -> !hash.equals(wanted.hex()))
                .isPresent();
    }

    /// A child that this instance shares with others, as it is to be made. Who makes it says so: only then may the last
    /// one out delete it.
    Manifest share(Manifest child, Policy policy) {
        return child.withMetadata(
                Map.of(KroNames.OWNED, "true"),
                Map.of(markName(), markText(policy.retain()), TrellisNames.CREATED, "true"));
    }

    /// Nothing but this instance's mark for an object that is there already, under its uid: nothing may be made in its
    /// place if it has gone meanwhile.
    Manifest mark(Manifest live, Policy policy) {
        JsonObject.Builder metadata = JsonObject.builder().set("name", live.name());
        if (!live.namespace().isEmpty()) {
            metadata.set("namespace", live.namespace());
        }
        Manifest bare = new Manifest(JsonObject.builder()
                .set("apiVersion", live.gvk().apiVersion())
                .set("kind", live.gvk().kind())
                .set("metadata", metadata.build())
                .build());
        return bare.withUid(live.uid())
                .withMetadata(Map.of(KroNames.OWNED, "true"), Map.of(markName(), markText(policy.retain())));
    }

    /// What an object of this instance says of its own policy: it may have been made or joined under another
    /// definition.
    Policy promised(Manifest live) {
        if (marks(live)) {
            return new Policy(retains(live), true, false);
        }
        return isOwn(live) && isOrphaned(live) ? new Policy(true, false, false) : Policy.OWNED;
    }

    /// The field manager under which this instance marks shared objects.
    String sharedManager() {
        return TrellisNames.SHARED_MANAGER_PREFIX + instance.uid();
    }

    /// Whether a shared object carries this instance's mark.
    boolean marks(Manifest shared) {
        return shared.annotation(markName()).isPresent();
    }

    /// Whether it carries exactly the mark that this policy asks for.
    boolean marksAs(Manifest shared, Policy policy) {
        return shared.annotation(markName())
                .filter(markText(policy.retain())::equals)
                .isPresent();
    }

    /// Whether this instance's mark says that the object stays.
    boolean retains(Manifest shared) {
        return marksAs(shared, new Policy(true, true, false)) || isOrphaned(shared);
    }

    /// Whether an object says of itself that it outlives its instance.
    static boolean isOrphaned(Manifest object) {
        return object.annotation(TrellisNames.DELETION_POLICY)
                .filter(TrellisNames.ORPHANED::equals)
                .isPresent();
    }

    /// Whether another instance uses the shared object too.
    boolean othersUse(Manifest shared) {
        return !others(shared).isEmpty();
    }

    /// The other instances that use the shared object, as their marks name them.
    List<String> others(Manifest shared) {
        return shared.annotations().entrySet().stream()
                .filter(mark -> mark.getKey().startsWith(TrellisNames.SHARED_MARK_PREFIX)
                        && !mark.getKey().equals(markName()))
                .map(mark -> mark.getValue().replace(RETAINED, ""))
                .sorted()
                .toList();
    }

    /// The patch with which this instance leaves a shared object. If it wants the object to stay, nobody may delete it
    /// any more; the last one out takes all of Trellis' marks along, but not those of somebody whose own it is.
    JsonObject leaving(Manifest shared) {
        JsonObject.Builder annotations = JsonObject.builder().set(markName(), JsonNull.NULL);
        JsonObject.Builder metadata = JsonObject.builder();
        boolean last = !othersUse(shared);
        if (last || retains(shared)) {
            annotations.set(TrellisNames.CREATED, JsonNull.NULL);
        }
        if (last && shared.label(KroNames.INSTANCE_ID).isEmpty()) {
            annotations.set(TrellisNames.DELETION_POLICY, JsonNull.NULL);
            metadata.set(
                    "labels",
                    JsonObject.builder().set(KroNames.OWNED, JsonNull.NULL).build());
        }
        metadata.set("annotations", annotations.build());
        return JsonObject.builder().set("metadata", metadata.build()).build();
    }

    /// The patch with which this instance takes its mark off an object that has become its own.
    JsonObject unmark() {
        JsonObject annotations = JsonObject.builder()
                .set(markName(), JsonNull.NULL)
                .set(TrellisNames.CREATED, JsonNull.NULL)
                .build();
        return JsonObject.builder()
                .set(
                        "metadata",
                        JsonObject.builder().set("annotations", annotations).build())
                .build();
    }

    /// The patch that lets go of a child of this instance alone. Of an object that somebody shares, the label stays by
    /// which they see it.
    static JsonObject release(Manifest child) {
        JsonObject.Builder labels = JsonObject.builder();
        boolean isShared = isShared(child);
        child.labels().keySet().stream()
                .filter(name -> name.startsWith("kro.run/") || name.equals(ApplySet.PART_OF_LABEL))
                .filter(name -> !(isShared && name.equals(KroNames.OWNED)))
                .forEach(name -> labels.set(name, JsonNull.NULL));
        if (child.label(KroNames.MANAGED_BY).filter(KroNames.MANAGER::equals).isPresent()) {
            labels.set(KroNames.MANAGED_BY, JsonNull.NULL);
        }
        JsonObject annotations = JsonObject.builder()
                .set(KroNames.APPLY_ORDER, JsonNull.NULL)
                .set(TrellisNames.DELETION_POLICY, JsonNull.NULL)
                .set(TrellisNames.APPLIED, JsonNull.NULL)
                .build();
        JsonObject metadata = JsonObject.builder()
                .set("labels", labels.build())
                .set("annotations", annotations)
                .build();
        return JsonObject.builder().set("metadata", metadata).build();
    }

    /// Whether any instance has marked the object as shared.
    static boolean isShared(Manifest object) {
        return object.annotations().keySet().stream()
                .anyMatch(name -> name.startsWith(TrellisNames.SHARED_MARK_PREFIX));
    }

    /// Whether an object belongs to this instance alone, as far as labels say.
    boolean isOwn(Manifest object) {
        return object.label(ApplySet.PART_OF_LABEL).filter(applySetId::equals).isPresent();
    }

    /// Whether an object is claimed by another ApplySet than this instance's.
    boolean isForeign(Manifest object) {
        return object.label(ApplySet.PART_OF_LABEL)
                .filter(owner -> !owner.equals(applySetId))
                .isPresent();
    }

    /// Whether finalizer and labels of the instance are as they must be before any child is made.
    boolean isManaged() {
        return instance.hasFinalizer(KroNames.FINALIZER)
                && instanceLabels().entrySet().stream()
                        .filter(label -> !label.getKey().equals(KroNames.VERSION))
                        .allMatch(label -> instance.label(label.getKey())
                                .filter(label.getValue()::equals)
                                .isPresent());
    }

    /// The tool whose ApplySet the instance is the parent of, if that is neither kro nor Trellis: two tools cannot keep
    /// one set (KEP-3659).
    Optional<String> otherTool() {
        return instance.hasFinalizer(KroNames.FINALIZER)
                ? Optional.empty()
                : instance.annotation(ApplySet.TOOLING).filter(tool -> !tool.startsWith("kro/"));
    }

    /// Whether the instance records exactly this inventory, with its checksum.
    boolean records(Inventory inventory) {
        return Inventory.recordedBy(instance).equals(inventory)
                && instance.annotation(KroNames.INVENTORY_HASH)
                        .filter(inventory.hash(applySetId)::equals)
                        .isPresent();
    }

    /// The apply that makes the instance managed and records the inventory with it.
    Action manage(Inventory inventory) {
        JsonObject metadata = identity()
                .set("finalizers", JsonArray.ofStrings(List.of(KroNames.FINALIZER)))
                .set("labels", object(instanceLabels()))
                .set("annotations", object(inventory.annotations(applySetId, definition.version())))
                .build();
        return new Action.Apply(Action.INSTANCE, instanceWith(metadata), KroNames.LABELLER, true);
    }

    /// The apply that records another inventory on an instance that is managed already.
    Action record(Inventory inventory) {
        JsonObject metadata = identity()
                .set("labels", object(Map.of(ApplySet.ID_LABEL, applySetId)))
                .set("annotations", object(inventory.annotations(applySetId, definition.version())))
                .build();
        return new Action.Apply(Action.INSTANCE, instanceWith(metadata), KroNames.PARENT_MANAGER, true);
    }

    /// The patch that lets the instance go.
    static Action free(Manifest instance) {
        List<Json> others = instance.body().array("metadata", "finalizers").orElse(JsonArray.EMPTY).items().stream()
                .filter(finalizer -> !finalizer.equals(Json.of(KroNames.FINALIZER)))
                .toList();
        JsonObject metadata =
                JsonObject.builder().set("finalizers", new JsonArray(others)).build();
        return new Action.Patch(
                Action.INSTANCE,
                instance,
                JsonObject.builder().set("metadata", metadata).build(),
                KroNames.LABELLER);
    }

    /// The hash by which two wanted forms of a child are compared. The version of Trellis is a stamp, not a wish:
    /// a new release must not touch every object of a cluster.
    static ContentHash hashOf(Manifest manifest) {
        return ContentHash.of(unstamped(manifest.body()));
    }

    /// The same hash, as a child that [#own] made carries it: hashing is a large part of what a plan costs.
    static ContentHash hashIn(Manifest own) {
        return new ContentHash(own.annotation(TrellisNames.APPLIED).orElseThrow());
    }

    /// A manifest's body without the version label and without its own hash.
    static JsonObject unstamped(JsonObject body) {
        return without("annotations", TrellisNames.APPLIED, without("labels", KroNames.VERSION, body));
    }

    private static JsonObject without(String field, String key, JsonObject body) {
        return body.object("metadata", field)
                .filter(values -> values.get(key).isPresent())
                .map(values -> body.with(
                        "metadata", body.object("metadata").orElseThrow().with(field, values.without(key))))
                .orElse(body);
    }

    private SequencedMap<String, String> instanceLabels() {
        SequencedMap<String, String> labels = new LinkedHashMap<>();
        labels.put(KroNames.OWNED, "true");
        labels.put(KroNames.VERSION, definition.version());
        labels.put(KroNames.DEFINITION_ID, definition.uid());
        labels.put(KroNames.DEFINITION_NAME, LabelValue.of(definition.name()));
        labels.put(ApplySet.ID_LABEL, applySetId);
        return labels;
    }

    private Map<String, String> childLabels(Node node) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put(KroNames.OWNED, "true");
        labels.put(KroNames.VERSION, definition.version());
        labels.put(KroNames.MANAGED_BY, KroNames.MANAGER);
        labels.put(KroNames.NODE_ID, LabelValue.of(node.id()));
        labels.put(KroNames.INSTANCE_ID, instance.uid());
        labels.put(KroNames.INSTANCE_NAME, LabelValue.of(instance.name()));
        if (!instance.namespace().isEmpty()) {
            labels.put(KroNames.INSTANCE_NAMESPACE, instance.namespace());
        }
        labels.put(KroNames.INSTANCE_GROUP, instance.gvk().group());
        labels.put(KroNames.INSTANCE_VERSION, instance.gvk().version());
        labels.put(KroNames.INSTANCE_KIND, instance.gvk().kind());
        labels.put(ApplySet.PART_OF_LABEL, applySetId);
        return labels;
    }

    private static Map<String, String> childAnnotations(Node node, Policy policy) {
        Map<String, String> annotations = new LinkedHashMap<>();
        annotations.put(KroNames.APPLY_ORDER, Integer.toString(node.applyOrder()));
        if (policy.retain()) {
            annotations.put(TrellisNames.DELETION_POLICY, TrellisNames.ORPHANED);
        }
        return annotations;
    }

    private String markText(boolean retain) {
        String user = instance.gvk().groupKind() + " " + instance.key().qualifiedName();
        return retain ? user + RETAINED : user;
    }

    private String markName() {
        return TrellisNames.SHARED_MARK_PREFIX + instance.uid();
    }

    /// With the uid: an apply without it would bring back an instance that was deleted a moment ago.
    private JsonObject.Builder identity() {
        JsonObject.Builder metadata =
                JsonObject.builder().set("name", instance.name()).set("uid", instance.uid());
        return instance.namespace().isEmpty() ? metadata : metadata.set("namespace", instance.namespace());
    }

    private Manifest instanceWith(JsonObject metadata) {
        return new Manifest(JsonObject.builder()
                .set("apiVersion", instance.gvk().apiVersion())
                .set("kind", instance.gvk().kind())
                .set("metadata", metadata)
                .build());
    }

    private static JsonObject object(Map<String, String> values) {
        JsonObject.Builder object = JsonObject.builder();
        values.forEach(object::set);
        return object.build();
    }
}
