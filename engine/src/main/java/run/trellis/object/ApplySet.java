package run.trellis.object;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// The ApplySet of an instance (KEP-3659, as kro writes it): which kinds in which namespaces its children may be
/// of.
public final class ApplySet {
    /// Label on the instance: the set's id.
    public static final String ID_LABEL = "applyset.kubernetes.io/id";
    /// Label on children: the id of the set to which they belong.
    public static final String PART_OF_LABEL = "applyset.kubernetes.io/part-of";
    /// Annotation on the instance: the tool that keeps the set.
    public static final String TOOLING = "applyset.kubernetes.io/tooling";
    /// Annotation on the instance: the kinds of the set's members, sorted, joined by commas.
    public static final String GROUP_KINDS = "applyset.kubernetes.io/contains-group-kinds";
    /// Annotation on the instance: the namespaces of members beside the instance's own, sorted, joined by commas.
    public static final String NAMESPACES = "applyset.kubernetes.io/additional-namespaces";

    private ApplySet() {}

    /// The id of the set whose parent is this instance: `applyset-<base64url of SHA-256>-v1`.
    public static String id(ObjectKey instance) {
        String parent = String.join(
                ".",
                instance.name(),
                instance.namespace(),
                instance.kind().kind(),
                instance.kind().group());
        return "applyset-" + base64(parent) + "-v1";
    }

    /// The members of a set as its parent records them.
    ///
    /// @param kinds the kinds of members, sorted
    /// @param namespaces the members' namespaces, sorted, without the instance's own
    public record Inventory(SortedSet<GroupKind> kinds, SortedSet<String> namespaces) {

        public Inventory {
            kinds = Collections.unmodifiableSortedSet(new TreeSet<>(kinds));
            namespaces = Collections.unmodifiableSortedSet(new TreeSet<>(namespaces));
        }

        /// An inventory of these kinds and namespaces.
        public static Inventory of(Collection<GroupKind> kinds, Collection<String> namespaces) {
            return new Inventory(new TreeSet<>(kinds), new TreeSet<>(namespaces));
        }

        /// The inventory that an instance's annotations record; empty if there is none.
        public static Inventory recordedBy(Manifest instance) {
            return of(
                    split(instance.annotation(GROUP_KINDS).orElse("")).stream()
                            .map(GroupKind::parse)
                            .toList(),
                    split(instance.annotation(NAMESPACES).orElse("")));
        }

        /// Both inventories together.
        public Inventory union(Inventory other) {
            TreeSet<GroupKind> allKinds = new TreeSet<>(kinds);
            allKinds.addAll(other.kinds);
            TreeSet<String> allNamespaces = new TreeSet<>(namespaces);
            allNamespaces.addAll(other.namespaces);
            return new Inventory(allKinds, allNamespaces);
        }

        /// Whether everything in the other inventory is in this one.
        public boolean covers(Inventory other) {
            return kinds.containsAll(other.kinds) && namespaces.containsAll(other.namespaces);
        }

        /// The annotations that record this inventory on the parent of the set with this id.
        ///
        /// @param version the version of Trellis or kro; the tooling annotation reads `kro/<version>`
        public SequencedMap<String, String> annotations(String id, String version) {
            SequencedMap<String, String> all = new LinkedHashMap<>();
            all.put(TOOLING, "kro/" + version);
            all.put(GROUP_KINDS, joinedKinds());
            all.put(NAMESPACES, String.join(",", namespaces));
            all.put(KroNames.INVENTORY_HASH, hash(id));
            return all;
        }

        /// The checksum over id, kinds and namespaces.
        public String hash(String id) {
            return "sha256:" + base64(id + "\0" + joinedKinds() + "\0" + String.join(",", namespaces));
        }

        private String joinedKinds() {
            return kinds.stream().map(GroupKind::toString).collect(Collectors.joining(","));
        }

        private static Collection<String> split(String joined) {
            return joined.isEmpty() ? List.of() : List.of(joined.split(","));
        }
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(ContentHash.sha256(text.getBytes(StandardCharsets.UTF_8)));
    }
}
