package run.trellis.graph;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import run.trellis.diagnostic.Suggestion;
import run.trellis.object.GroupVersionKind;
import run.trellis.schema.BuiltInSchemas;
import run.trellis.schema.KindSchema;
import run.trellis.schema.Schemas;

/// A kind of which nothing is known, and what was probably meant.
final class UnknownKind {
    private final GroupVersionKind kind;
    private final List<GroupVersionKind> builtIn;
    private final TreeSet<GroupVersionKind> all;

    UnknownKind(GroupVersionKind kind, Schemas schemas) {
        this.kind = kind;
        this.builtIn = BuiltInSchemas.served().stream().map(KindSchema::kind).toList();
        this.all = new TreeSet<>(builtIn);
        all.addAll(schemas.names());
    }

    /// Whether it claims to be built in: those kinds are all known, and nobody can add one.
    boolean cannotExist() {
        return builtIn.stream().anyMatch(known -> known.apiVersion().equals(kind.apiVersion()));
    }

    String cure() {
        return elsewhere()
                .or(this::misspelt)
                .map(near -> "did you mean %s?".formatted(near))
                .orElse("install its CRD, or correct apiVersion and kind");
    }

    /// The same kind in another group or version: `extensions/v1beta1 Ingress`.
    private Optional<GroupVersionKind> elsewhere() {
        List<GroupVersionKind> same =
                all.stream().filter(known -> known.kind().equals(kind.kind())).toList();
        return Suggestion.nearest(
                        kind.apiVersion(),
                        same.stream().map(GroupVersionKind::apiVersion).toList())
                .flatMap(near -> GroupVersionKind.parse(near, kind.kind()))
                .or(() -> same.stream().findFirst());
    }

    /// Another kind of the same group and version: `apps/v1 Deploymnet`.
    private Optional<GroupVersionKind> misspelt() {
        return Suggestion.nearest(
                        kind.kind(),
                        all.stream()
                                .filter(known -> known.apiVersion().equals(kind.apiVersion()))
                                .map(GroupVersionKind::kind)
                                .collect(Collectors.toSet()))
                .flatMap(near -> GroupVersionKind.parse(kind.apiVersion(), near));
    }
}
