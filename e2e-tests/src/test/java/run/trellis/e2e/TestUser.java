package run.trellis.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import run.trellis.cluster.Answer;
import run.trellis.cluster.ApiException;
import run.trellis.cluster.Cluster;
import run.trellis.cluster.ObjectSelector;
import run.trellis.cluster.ResourceType;
import run.trellis.cluster.WatchEvent;
import run.trellis.document.Document;
import run.trellis.document.Documents;
import run.trellis.json.Json;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonText;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.Manifest;

/// Somebody who uses an API server, wherever it comes from.
public class TestUser {
    /// The project's folder.
    public static final Path PROJECT = Path.of(Files.isDirectory(Path.of("definitions")) ? "." : "..")
            .toAbsolutePath()
            .normalize();

    public static final GroupVersionKind DEFINITION =
            new GroupVersionKind("kro.run", "v1alpha1", "ResourceGraphDefinition");
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Cluster user;

    public TestUser(Cluster user) {
        this.user = user;
    }

    /// Applies a text; fails if the API server refuses it.
    public void apply(String text) {
        for (Manifest manifest : manifests(text)) {
            Answer answer = tryApply(manifest);
            if (!(answer instanceof Answer.Done)) {
                throw new AssertionError("not applied: " + manifest.key() + ": " + answer);
            }
        }
    }

    /// Applies a file of the project.
    public void applyFile(String file) {
        apply(read(file));
    }

    /// Applies a manifest as another field manager; fails if the API server refuses it.
    public void applyAs(Manifest manifest, String manager) {
        Answer answer = user.apply(manifest, manager, true);
        if (!(answer instanceof Answer.Done)) {
            throw new AssertionError("not applied: " + manifest.key() + ": " + answer);
        }
    }

    /// Applies a manifest and returns the answer.
    public Answer tryApply(Manifest manifest) {
        return user.apply(manifest, "user", true);
    }

    /// Creates an object and returns the answer.
    public Answer create(Manifest manifest) {
        return user.create(manifest, "user");
    }

    /// The manifests of a text.
    public static List<Manifest> manifests(String text) {
        List<Manifest> manifests = new ArrayList<>();
        for (Document document : Documents.parse("test", text).orElseThrow()) {
            manifests.add(new Manifest((JsonObject) document.root().json()));
        }
        return manifests;
    }

    /// The value of a text that is no manifest.
    public static Json value(String text) {
        return Documents.parse("test", text).orElseThrow().getFirst().root().json();
    }

    /// A file of the project as text.
    public static String read(String file) {
        try {
            return Files.readString(PROJECT.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// All objects of a kind in a namespace.
    public List<Manifest> list(GroupVersionKind kind, String namespace) {
        try {
            return user.list(user.resourceType(kind).orElseThrow(), ObjectSelector.labelled(namespace, ""))
                    .items();
        } catch (ApiException e) {
            throw new IllegalStateException(e);
        }
    }

    /// An object, if it is there.
    ///
    /// @throws IllegalStateException if the API server says neither yes nor no
    public Optional<Manifest> find(GroupVersionKind kind, String namespace, String name) {
        try {
            return user.get(kind, namespace, name);
        } catch (ApiException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Waits until an object is there and as it should be.
    public Manifest await(GroupVersionKind kind, String namespace, String name, Predicate<Manifest> condition) {
        return Awaitility.await(kind + " " + namespace + "/" + name)
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(50))
                .ignoreException(IllegalStateException.class)
                .until(
                        () -> find(kind, namespace, name),
                        found -> found.filter(condition).isPresent())
                .orElseThrow();
    }

    /// Waits until an object has gone.
    public void awaitGone(GroupVersionKind kind, String namespace, String name) {
        Awaitility.await(kind + " " + namespace + "/" + name + " gone")
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(50))
                .ignoreException(IllegalStateException.class)
                .until(() -> find(kind, namespace, name).isEmpty());
    }

    /// Every version of an object of which the API server tells while something is done.
    ///
    /// @param story what is done; it ends when the versions that matter have been seen
    public List<Manifest> versionsWhile(GroupVersionKind kind, String namespace, String name, Runnable story) {
        List<Manifest> versions = new CopyOnWriteArrayList<>();
        try {
            ResourceType type = user.resourceType(kind).orElseThrow();
            ObjectSelector selector = ObjectSelector.named(namespace, name);
            String since = user.list(type, selector).resourceVersion();
            CountDownLatch begun = new CountDownLatch(1);
            Thread watcher = Thread.ofVirtual().start(() -> {
                try {
                    user.watch(type, selector, since, event -> {
                        begun.countDown();
                        if (event instanceof WatchEvent.Changed changed) {
                            versions.add(changed.object());
                        }
                    });
                } catch (ApiException e) {
                    begun.countDown();
                }
            });
            begun.await();
            story.run();
            watcher.interrupt();
            return List.copyOf(versions);
        } catch (ApiException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// Waits until a definition has this state.
    public Manifest awaitDefinition(String name, String state) {
        return await(
                DEFINITION,
                "",
                name,
                definition ->
                        definition.body().string("status", "state").orElse("").equals(state));
    }

    /// Waits until an instance has this state.
    public Manifest awaitState(GroupVersionKind kind, String namespace, String name, String state) {
        return await(
                kind,
                namespace,
                name,
                instance -> instance.body().string("status", "state").orElse("").equals(state)
                        && instance.body().array("status", "conditions").isPresent());
    }

    /// Deletes an object as a user would.
    public void delete(Manifest object) {
        user.delete(object, false);
    }

    /// Changes an object as a user would.
    public Answer patch(Manifest object, String patch) {
        return user.mergePatchAny(object, (JsonObject) JsonText.parse(patch), "user");
    }

    /// Changes an object's status as the controller of its kind would.
    public Answer patchStatus(Manifest object, String patch) {
        return user.mergePatchStatus(object, (JsonObject) JsonText.parse(patch), "user");
    }

    /// Waits until the API server serves a kind.
    public void awaitKind(GroupVersionKind kind) {
        Awaitility.await(kind + " served")
                .atMost(LIMIT)
                .until(() -> user.resourceType(kind).isPresent());
    }
}
