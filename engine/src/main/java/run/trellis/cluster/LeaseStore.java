package run.trellis.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.Consumer;
import run.trellis.json.Json;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonText;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.Manifest;

/// The one Lease on the API server for which candidates stand.
final class LeaseStore {
    private static final String API_VERSION = "coordination.k8s.io/v1";
    private static final ResourceType LEASES =
            new ResourceType(new GroupVersionKind("coordination.k8s.io", "v1", "Lease"), "leases", true);
    private static final GroupVersionKind LEASE = new GroupVersionKind("coordination.k8s.io", "v1", "Lease");
    private static final String KIND = LEASES.kind().groupKind().toString();

    private final Transport transport;
    private final String namespace;
    private final String name;

    LeaseStore(Transport transport, String namespace, String name) {
        this.transport = transport;
        this.namespace = namespace;
        this.name = name;
    }

    /// `namespace/name`.
    String place() {
        return namespace + "/" + name;
    }

    /// The Lease as it is.
    Optional<Lease> get() throws ApiException {
        return transport
                .read(new Transport.Subject("get", KIND), LEASES.objectPath(namespace, name))
                .map(Manifest::new)
                .map(Lease::read);
    }

    /// Makes the Lease.
    Answer create(Lease lease) {
        return write("create", "POST", LEASES.collectionPath(namespace), "application/json", body(lease, ""));
    }

    /// Changes the Lease, if nobody has since it was read.
    Answer update(Lease lease) {
        return write(
                "patch",
                "PATCH",
                LEASES.objectPath(namespace, name),
                "application/merge-patch+json",
                body(lease, lease.resourceVersion()));
    }

    /// Reports the Lease as it is and every change, until the server ends the stream or the thread is interrupted.
    void watch(Consumer<Lease> sink, Runnable gone) throws ApiException {
        String path = LEASES.collectionPath(namespace) + "?watch=true&fieldSelector=metadata.name%3D" + name;
        try (InputStream stream = transport.stream(KIND, path, Transport.JSON)) {
            WatchStream.read(stream, LEASE, event -> {
                switch (event) {
                    case WatchEvent.Changed changed -> sink.accept(Lease.read(changed.object()));
                    case WatchEvent.Deleted _ -> gone.run();
                    case WatchEvent.Bookmark _ -> {}
                }
            });
        } catch (IOException e) {
            throw new ApiException(0, "the watch of the Lease broke: " + e.getMessage());
        }
    }

    private Answer write(String verb, String method, String path, String type, JsonObject body) {
        return transport.write(new Transport.Request(
                new Transport.Subject(verb, KIND), method, path, type, Optional.of(JsonText.write(body))));
    }

    private JsonObject body(Lease lease, String version) {
        JsonObject.Builder metadata = JsonObject.builder().set("name", name).set("namespace", namespace);
        if (!version.isEmpty()) {
            metadata.set("resourceVersion", Json.of(version));
        }
        return JsonObject.builder()
                .set("apiVersion", API_VERSION)
                .set("kind", "Lease")
                .set("metadata", metadata.build())
                .set("spec", lease.spec())
                .build();
    }
}
