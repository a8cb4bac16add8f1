package run.trellis.cluster;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonString;
import run.trellis.json.JsonText;
import run.trellis.object.GroupKind;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.Manifest;
import run.trellis.object.Refusal;
import run.trellis.object.ServiceAccount;
import run.trellis.schema.KindSchema;
import run.trellis.schema.OpenApiReader;
import run.trellis.schema.Schemas;
import run.trellis.telemetry.ApiFigures;

/// One API server. Safe for any number of threads; every write is exactly one request.
///
/// The client's configuration, TLS and credentials are fabric8's; the requests are our own, because we need the
/// status code (created or not), no read before a write, and objects that never hold managed fields.
public final class Cluster implements AutoCloseable {
    private final Line line;
    private final Transport transport;
    private final Map<GroupVersionKind, ResourceType> types;

    private final OpenApiCache openApi;

    private Cluster(Line line, Transport transport, Map<GroupVersionKind, ResourceType> types, OpenApiCache openApi) {
        this.openApi = openApi;
        this.line = line;
        this.transport = transport;
        this.types = types;
    }

    /// Prepares a connection; nothing is sent yet.
    ///
    /// @throws IOException if the kubeconfig cannot be read
    public static Cluster connect(ClusterOptions options) throws IOException {
        Config base = options.kubeconfig().isPresent()
                ? Config.fromKubeconfig(Files.readString(options.kubeconfig().get()))
                : Config.autoConfigure(null);
        Config config = new ConfigBuilder(base)
                .withUserAgent(options.userAgent())
                // The work queue retries, with backoff for each instance; a client that retries hides that.
                .withRequestRetryBackoffLimit(0)
                .build();
        Line line = Line.to(config, options.patience());
        OpenApiCache cache = OpenApiCache.of(
                options.openApiCache(), line.client().getMasterUrl().toString());
        return new Cluster(line, Transport.of(line, options), new ConcurrentHashMap<>(), cache);
    }

    /// The same connection, for somebody who may write only as long as this says so. It is asked just before each
    /// write; a write that it forbids is answered with [Answer.Unreachable].
    public Cluster fenced(BooleanSupplier mayWrite) {
        return new Cluster(line, transport.fenced(mayWrite), types, openApi);
    }

    /// The same connection, counted.
    public Cluster measured(ApiFigures figures) {
        return new Cluster(line, transport.measured(figures), types, openApi);
    }

    /// The same connection, for writes in the name of a ServiceAccount: the API server allows what that may
    /// do, and asks that we may impersonate it. Reads stay our own.
    public Cluster as(ServiceAccount account) {
        return new Cluster(line, transport.as(account.userName()), types, openApi);
    }

    /// How long silence is believed here.
    public Patience patience() {
        return line.patience();
    }

    /// Stands for election in the background, on this connection and with no fence.
    public Leadership campaign(LeaderOptions options, Leadership.Listener listener) {
        String namespace = Optional.of(options.namespace())
                .filter(given -> !given.isEmpty())
                .or(() -> Optional.ofNullable(line.client().getNamespace()))
                .orElse("default");
        Transport own = transport.apart(2, options.renewDeadline().dividedBy(2));
        return Leadership.campaign(new LeaseStore(own, namespace, options.lease()), options, listener);
    }

    /// Server-side apply.
    public Answer apply(Manifest manifest, String fieldManager, boolean force) {
        return applyAt("apply", manifest, "", fieldManager, force);
    }

    /// Server-side apply of a status.
    public Answer applyStatus(Manifest manifest, String fieldManager) {
        return applyAt("apply-status", manifest, "/status", fieldManager, true);
    }

    private Answer applyAt(String verb, Manifest manifest, String subresource, String fieldManager, boolean force) {
        return write(
                manifest,
                type -> new Transport.Request(
                        subject(verb, type),
                        "PATCH",
                        type.objectPath(manifest.namespace(), manifest.name()) + subresource + "?fieldManager="
                                + encode(fieldManager) + "&force=" + force,
                        "application/apply-patch+yaml",
                        Optional.of(JsonText.write(manifest.body()))));
    }

    /// Create; refused with 409 if the object is there.
    public Answer create(Manifest manifest, String fieldManager) {
        return write(
                manifest,
                type -> new Transport.Request(
                        subject("create", type),
                        "POST",
                        type.collectionPath(manifest.namespace()) + "?fieldManager=" + encode(fieldManager),
                        "application/json",
                        Optional.of(JsonText.write(manifest.body()))));
    }

    /// Delete the object with exactly this uid, dependents in the background; one that has gone counts as deleted.
    ///
    /// @param unchanged whether it must also have the resource version of `object` still
    public Answer delete(Manifest object, boolean unchanged) {
        JsonObject.Builder preconditions = JsonObject.builder().set("uid", object.uid());
        if (unchanged) {
            preconditions.set("resourceVersion", object.resourceVersion());
        }
        JsonObject options = JsonObject.builder()
                .set("apiVersion", "v1")
                .set("kind", "DeleteOptions")
                .set("propagationPolicy", "Background")
                .set("preconditions", preconditions.build())
                .build();
        Answer answer = write(
                object,
                type -> new Transport.Request(
                        subject("delete", type),
                        "DELETE",
                        type.objectPath(object.namespace(), object.name()),
                        "application/json",
                        Optional.of(JsonText.write(options))));
        return answer instanceof Answer.Refused refused && refused.refusal().code() == 404
                ? new Answer.Done(object, false)
                : answer;
    }

    /// JSON merge patch, valid only for the resource version of `object`.
    public Answer mergePatch(Manifest object, JsonObject patch, String fieldManager) {
        JsonObject metadata = patch.object("metadata").orElse(JsonObject.EMPTY);
        JsonObject exact = patch.with("metadata", metadata.with("resourceVersion", Json.of(object.resourceVersion())));
        return patchAt(object, "", exact, fieldManager);
    }

    /// JSON merge patch whatever the object's version.
    public Answer mergePatchAny(Manifest object, JsonObject patch, String fieldManager) {
        return patchAt(object, "", patch, fieldManager);
    }

    /// JSON merge patch of a status.
    public Answer mergePatchStatus(Manifest object, JsonObject patch, String fieldManager) {
        return patchAt(object, "/status", patch, fieldManager);
    }

    private Answer patchAt(Manifest object, String subresource, JsonObject patch, String fieldManager) {
        return write(
                object,
                type -> new Transport.Request(
                        subject(subresource.isEmpty() ? "patch" : "patch-status", type),
                        "PATCH",
                        type.objectPath(object.namespace(), object.name()) + subresource + "?fieldManager="
                                + encode(fieldManager),
                        "application/merge-patch+json",
                        Optional.of(JsonText.write(patch))));
    }

    /// The object, if it is there.
    ///
    /// @throws ApiException if the API server says neither yes nor no
    public Optional<Manifest> get(GroupVersionKind kind, String namespace, String name) throws ApiException {
        Optional<ResourceType> type = resourceType(kind);
        return type.isEmpty() || misfit(namespace, name).isPresent()
                ? Optional.empty()
                : transport
                        .read(subject("get", type.get()), type.get().objectPath(namespace, name))
                        .map(Objects::manifest);
    }

    /// The objects of a kind.
    ///
    /// @throws ApiException if the API server does not answer with a list
    public Listing list(ResourceType type, ObjectSelector selector) throws ApiException {
        checkNamespace(selector);
        JsonObject list = transport
                .read(
                        subject("list", type),
                        type.collectionPath(selector.namespace()) + selector.query(),
                        selector.acceptList())
                .orElseThrow(() -> new ApiException(404, type.kind() + " is not served"));
        List<Manifest> items = new ArrayList<>();
        for (Json item : list.array("items").orElse(JsonArray.EMPTY).items()) {
            if (item instanceof JsonObject object) {
                items.add(Objects.manifest(object, type.kind()));
            }
        }
        return new Listing(items, list.string("metadata", "resourceVersion").orElse(""));
    }

    /// Reports changes since a version until the server ends the stream, the thread is interrupted or the cluster
    /// closed.
    ///
    /// @throws ApiException if the server refuses; 410 means that the version is too old
    public void watch(ResourceType type, ObjectSelector selector, String resourceVersion, Consumer<WatchEvent> sink)
            throws ApiException {
        checkNamespace(selector);
        String path = type.collectionPath(selector.namespace()) + selector.query()
                + "watch=true&allowWatchBookmarks=true&resourceVersion=" + encode(resourceVersion);
        try (InputStream stream = transport.stream(type.kind().groupKind().toString(), path, selector.acceptEvents())) {
            // The connection stands: whoever listens knows that nothing is missing up to here.
            sink.accept(new WatchEvent.Bookmark(resourceVersion));
            WatchStream.read(stream, type.kind(), sink);
        } catch (IOException e) {
            throw new ApiException(0, "the watch of " + type.kind() + " broke: " + e.getMessage());
        }
    }

    /// How the API server serves a kind, if it does. What was found once is remembered.
    ///
    /// @throws ApiException if the API server does not answer
    public Optional<ResourceType> resourceType(GroupVersionKind kind) throws ApiException {
        ResourceType known = types.get(kind);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<JsonObject> discovery = discovery(kind);
        if (discovery.isEmpty()) {
            return Optional.empty();
        }
        for (Json item :
                discovery.get().array("resources").orElse(JsonArray.EMPTY).items()) {
            if (item instanceof JsonObject resource
                    && !resource.string("name").orElse("/").contains("/")
                    && resource.string("kind").orElse("").equals(kind.kind())) {
                ResourceType type = new ResourceType(
                        kind,
                        resource.string("name").orElseThrow(),
                        resource.at("namespaced").filter(Json.of(true)::equals).isPresent());
                types.put(kind, type);
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /// How the API server serves a kind in the version that it prefers, if it does.
    ///
    /// @throws ApiException if the API server does not answer
    public Optional<ResourceType> resourceType(GroupKind kind) throws ApiException {
        Optional<ResourceType> known = types.values().stream()
                .filter(type -> type.kind().groupKind().equals(kind))
                .findFirst();
        if (known.isPresent()) {
            return known;
        }
        if (kind.group().isEmpty()) {
            return resourceType(new GroupVersionKind("", "v1", kind.kind()));
        }
        if (!kind.group().matches("[a-zA-Z0-9.-]*[a-zA-Z0-9-]")) {
            // It comes from an annotation that anybody may have written, and would be a part of a path.
            return Optional.empty();
        }
        Optional<JsonObject> group = transport.read(new Transport.Subject("discovery", "-"), "/apis/" + kind.group());
        List<String> versions = new ArrayList<>();
        group.flatMap(found -> found.string("preferredVersion", "version")).ifPresent(versions::add);
        group.flatMap(found -> found.array("versions")).orElse(JsonArray.EMPTY).items().stream()
                .filter(JsonObject.class::isInstance)
                .flatMap(version -> ((JsonObject) version).string("version").stream())
                .filter(version -> !versions.contains(version))
                .forEach(versions::add);
        for (String version : versions) {
            Optional<ResourceType> type = resourceType(new GroupVersionKind(kind.group(), version, kind.kind()));
            if (type.isPresent()) {
                return type;
            }
        }
        return Optional.empty();
    }

    /// The schemas of these kinds, as far as the server serves them. Asks for the group-versions of these kinds
    /// and for no other: a group that is out of order elsewhere does not matter.
    ///
    /// @throws ApiException if the API server does not answer
    public Schemas schemas(Set<GroupVersionKind> kinds) throws ApiException {
        Map<String, Set<GroupVersionKind>> groups = new LinkedHashMap<>();
        kinds.forEach(kind -> groups.computeIfAbsent(kind.apiVersion(), _ -> new java.util.LinkedHashSet<>())
                .add(kind));
        List<KindSchema> found = new ArrayList<>();
        OpenApiCache.Documents documents =
                openApi.documents(path -> transport.read(new Transport.Subject("openapi", "-"), "/openapi/v3" + path));
        for (Map.Entry<String, Set<GroupVersionKind>> group : groups.entrySet()) {
            GroupVersionKind any = group.getValue().iterator().next();
            Optional<JsonObject> discovery = discovery(any);
            Optional<JsonObject> document = documents.get(root(any).substring(1));
            if (discovery.isPresent() && document.isPresent()) {
                found.addAll(OpenApiReader.read(document.get(), discovery.get(), group.getValue()));
            }
        }
        return Schemas.of(found);
    }

    /// Forgets how a kind is served: its CRD has changed.
    public void forget(GroupVersionKind kind) {
        types.remove(kind);
    }

    @Override
    public void close() {
        line.close();
    }

    private Optional<JsonObject> discovery(GroupVersionKind kind) throws ApiException {
        return transport.read(new Transport.Subject("discovery", "-"), root(kind));
    }

    private static Transport.Subject subject(String verb, ResourceType type) {
        return new Transport.Subject(verb, type.kind().groupKind().toString());
    }

    private static String root(GroupVersionKind kind) {
        return kind.group().isEmpty() ? "/api/" + kind.version() : "/apis/" + kind.apiVersion();
    }

    private Answer write(Manifest object, java.util.function.Function<ResourceType, Transport.Request> request) {
        try {
            Optional<ResourceType> type = resourceType(object.gvk());
            if (type.isEmpty()) {
                return new Answer.Refused(new Refusal(
                        404, "NotFound", "the API server does not serve %s; install its CRD".formatted(object.gvk())));
            }
            Optional<String> misfit = misfit(object.namespace(), object.name());
            if (misfit.isPresent()) {
                return new Answer.Refused(new Refusal(422, "Invalid", misfit.get()));
            }
            Answer answer = transport.write(request.apply(type.get()));
            if (answer instanceof Answer.Refused refused && refused.refusal().code() == 404) {
                forget(object.gvk());
            }
            return answer;
        } catch (ApiException e) {
            return new Answer.Unreachable(String.valueOf(e.getMessage()));
        }
    }

    private static Optional<String> misfit(String namespace, String name) {
        return ResourceType.misfit("namespace", namespace).or(() -> ResourceType.misfit("name", name));
    }

    private static void checkNamespace(ObjectSelector selector) throws ApiException {
        Optional<String> misfit = ResourceType.misfit("namespace", selector.namespace());
        if (misfit.isPresent()) {
            throw new ApiException(422, misfit.get());
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /// Objects of the wire as values.
    static final class Objects {
        private Objects() {}

        /// The object without `metadata.managedFields`, which nobody here reads and which are most of its bytes.
        static Manifest manifest(JsonObject body) {
            return new Manifest(body.object("metadata")
                    .filter(metadata -> metadata.get("managedFields").isPresent())
                    .map(metadata -> body.with("metadata", metadata.without("managedFields")))
                    .orElse(body));
        }

        /// The same for an answer that leaves out the kind, or has another one because it is only metadata.
        static Manifest manifest(JsonObject body, GroupVersionKind kind) {
            return manifest(body.with("apiVersion", Json.of(kind.apiVersion())).with("kind", Json.of(kind.kind())));
        }

        static String text(Json value) {
            return value instanceof JsonString string ? string.value() : JsonText.write(value);
        }
    }
}
