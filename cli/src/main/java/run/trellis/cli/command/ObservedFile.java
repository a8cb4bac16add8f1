package run.trellis.cli.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import run.trellis.diagnostic.Diagnostic;
import run.trellis.diagnostic.DiagnosticText;
import run.trellis.diagnostic.Outcome;
import run.trellis.document.Document;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonObject;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.LabelSelector;
import run.trellis.object.Manifest;
import run.trellis.object.ObjectKey;
import run.trellis.plan.Observation;
import run.trellis.plan.Observed;
import run.trellis.plan.Selected;

/// Objects from a file, taken for what an API server would show. Notes which of them somebody asked for.
final class ObservedFile implements Observation {
    private final Map<ObjectKey, Manifest> objects = new LinkedHashMap<>();
    private final Set<ObjectKey> found = new LinkedHashSet<>();

    /// The objects of a YAML stream; `kind: List`, as `kubectl get -o yaml` writes it, counts as its items.
    ///
    /// @throws CommandException if the file cannot be read, or something in it is no object
    static ObservedFile read(Path file) throws CommandException {
        ObservedFile observed = new ObservedFile();
        switch (Sources.read(file)) {
            case Outcome.Failed<List<Document>>(List<Diagnostic> diagnostics) ->
                throw new CommandException(
                        "cannot use %s:%n%s".formatted(file, DiagnosticText.block(diagnostics.getFirst())));
            case Outcome.Ok<List<Document>> ok -> {
                for (Document document : ok.value()) {
                    observed.add(document.root().json(), file);
                }
            }
        }
        return observed;
    }

    private void add(Json value, Path file) throws CommandException {
        JsonObject body = value instanceof JsonObject object ? object : JsonObject.EMPTY;
        Optional<JsonArray> items = body.array("items");
        if (items.isPresent() && body.string("kind").orElse("").endsWith("List")) {
            for (Json item : items.get().items()) {
                add(item, file);
            }
            return;
        }
        try {
            Manifest manifest = new Manifest(body);
            objects.put(manifest.key(), manifest);
        } catch (IllegalArgumentException e) {
            throw new CommandException("%s holds something that is no object: %s".formatted(file, e.getMessage()));
        }
    }

    /// The objects that no resource of the graph is.
    List<ObjectKey> unused() {
        List<ObjectKey> unused = new ArrayList<>(objects.keySet());
        unused.removeAll(found);
        return unused;
    }

    @Override
    public Observed find(GroupVersionKind kind, ObjectKey key) {
        Manifest object = objects.get(key);
        if (object == null) {
            return new Observed.Absent();
        }
        found.add(key);
        return new Observed.Present(object, Optional.empty());
    }

    @Override
    public Observed reference(GroupVersionKind kind, ObjectKey key) {
        return find(kind, key);
    }

    @Override
    public Selected selection(GroupVersionKind kind, String namespace, LabelSelector selector) {
        List<Manifest> matching = objects.values().stream()
                .filter(object -> object.gvk().groupKind().equals(kind.groupKind())
                        && (namespace.isEmpty() || object.namespace().equals(namespace))
                        && Labels.match(object.labels(), selector))
                .toList();
        matching.forEach(object -> found.add(object.key()));
        return new Selected.Found(matching);
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
