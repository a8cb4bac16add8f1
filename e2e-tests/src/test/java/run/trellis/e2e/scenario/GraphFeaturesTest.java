package run.trellis.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import run.trellis.e2e.RealCluster;
import run.trellis.e2e.ServerOfThisRun;
import run.trellis.json.Json;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonText;
import run.trellis.object.KroNames;
import run.trellis.object.Manifest;

/// What graphs can do beyond one object for each resource: collections, references, graphs of graphs.
@ServerOfThisRun.Needed
class GraphFeaturesTest extends Story {

    private static String message(Manifest instance) {
        return instance.body()
                .array("status", "conditions")
                .orElseThrow()
                .items()
                .toString();
    }

    @Test
    void aCollectionGrowsShrinksHealsAndGoes() {
        define("Fleet", """
                spec: {parts: '[]string', zones: '[]string'}
                status: {names: '${cells.map(c, c.metadata.name)}'}
                """, """
                - id: cells
                  forEach:
                    - part: ${schema.spec.parts}
                    - zone: ${schema.spec.zones}
                  template:
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: '${schema.metadata.name}-${part}-${zone}'}
                    data: {value: '${part}'}
                - id: summary
                  template:
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: '${schema.metadata.name}-summary'}
                    data: {value: '${string(cells.size())}'}
                """);
        instance("Fleet", "fleet", "{parts: [a, b], zones: [west, east]}");
        configMap("fleet-summary", "4");
        Manifest instance = active("Fleet", "fleet");
        assertThat(instance.body().array("status", "names").orElseThrow().items())
                .hasSize(4)
                .first()
                .isEqualTo(Json.of("fleet-a-west"));
        assertThat(configMap("fleet-b-west", "b").label(KroNames.COLLECTION_INDEX))
                .contains("2");

        cluster.patch(configMap("fleet-a-west", "a"), "{\"data\":{\"value\":\"edited\"}}");
        configMap("fleet-a-west", "a");
        cluster.delete(configMap("fleet-b-east", "b"));
        cluster.await(
                CONFIG_MAP,
                "default",
                "fleet-b-east",
                map -> !map.isDeleting() && value(map).equals("b"));

        instance("Fleet", "fleet", "{parts: [b, c], zones: [west]}");
        configMap("fleet-summary", "2");
        cluster.awaitGone(CONFIG_MAP, "default", "fleet-a-west");
        cluster.awaitGone(CONFIG_MAP, "default", "fleet-b-east");
        configMap("fleet-c-west", "c");

        instance("Fleet", "fleet", "{parts: [], zones: [west]}");
        configMap("fleet-summary", "0");
        cluster.awaitGone(CONFIG_MAP, "default", "fleet-b-west");
        active("Fleet", "fleet");

        cluster.delete(cluster.find(kind("Fleet"), "default", "fleet").orElseThrow());
        cluster.awaitGone(kind("Fleet"), "default", "fleet");
        cluster.awaitGone(CONFIG_MAP, "default", "fleet-summary");
    }

    @Test
    void aCollectionOverTheLimitSaysSoAndRecovers() {
        define("Crowd", "spec: {parts: '[]string'}", """
                - id: cells
                  forEach:
                    - part: ${schema.spec.parts}
                    - again: ${schema.spec.parts}
                  template:
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: 'crowd-${part}-${again}'}
                """);
        String parts = IntStream.range(0, 40).mapToObj(i -> "p" + i).collect(Collectors.joining(", "));
        instance("Crowd", "crowd", "{parts: [" + parts + "]}");
        Manifest refused = cluster.awaitState(kind("Crowd"), "default", "crowd", "ERROR");
        assertThat(message(refused)).contains("1600").contains("1000");
        instance("Crowd", "crowd", "{parts: [p1]}");
        active("Crowd", "crowd");
        cluster.await(CONFIG_MAP, "default", "crowd-p1-p1", _ -> true);
    }

    @Test
    void aReferenceIsWaitedForFollowedAndNeverTouched() {
        define("Copy", "spec: {from: string}", """
                - id: source
                  externalRef:
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: '${schema.spec.from}'}
                - id: copy
                  template:
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: '${schema.metadata.name}-copy'}
                    data: {value: '${source.data.value}'}
                """);
        instance("Copy", "reader", "{from: somebody-elses}");
        Manifest waiting = cluster.await(
                kind("Copy"),
                "default",
                "reader",
                copy -> copy.body().array("status", "conditions").isPresent()
                        && message(copy).contains("waiting for external reference"));
        assertThat(waiting.body().string("status", "state")).contains("IN_PROGRESS");

        String source =
                "{apiVersion: v1, kind: ConfigMap, metadata: {name: somebody-elses, namespace: default}, data: {value: %s}}";
        cluster.apply(source.formatted("one"));
        configMap("reader-copy", "one");
        active("Copy", "reader");
        cluster.apply(source.formatted("two"));
        configMap("reader-copy", "two");

        Manifest untouched = configMap("somebody-elses", "two");
        assertThat(untouched.labels()).isEmpty();
        cluster.delete(cluster.find(kind("Copy"), "default", "reader").orElseThrow());
        cluster.awaitGone(kind("Copy"), "default", "reader");
        cluster.awaitGone(CONFIG_MAP, "default", "reader-copy");
        configMap("somebody-elses", "two");
    }

    @Test
    void aSelectorFollowsObjectsAsTheyComeChangeAndGo() {
        define("Roster", """
                spec: {team: string}
                status: {count: '${members.size()}'}
                """, """
                - id: members
                  externalRef:
                    apiVersion: v1
                    kind: ConfigMap
                    metadata:
                      selector: {matchLabels: {team: '${schema.spec.team}'}}
                - id: list
                  template:
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: '${schema.metadata.name}-list'}
                    data: {value: '${members.map(m, m.metadata.name).join(",")}'}
                """);
        instance("Roster", "reds", "{team: red}");
        configMap("reds-list", "");
        String member = "{apiVersion: v1, kind: ConfigMap, metadata: {name: %s, namespace: %s, labels: {team: %s}}}";
        cluster.apply(member.formatted("ada", "default", "red"));
        cluster.apply(member.formatted("bob", "kube-system", "red"));
        cluster.apply(member.formatted("eve", "default", "blue"));
        configMap("reds-list", "ada,bob");
        cluster.apply(member.formatted("eve", "default", "red"));
        configMap("reds-list", "ada,eve,bob");
        cluster.delete(cluster.find(CONFIG_MAP, "kube-system", "bob").orElseThrow());
        configMap("reds-list", "ada,eve");
        await().atMost(LIMIT)
                .until(() -> active("Roster", "reds")
                        .body()
                        .integer("status", "count")
                        .equals(Optional.of(2L)));
    }

    @Test
    void graphsOfGraphsBecomeReadyAndGoInOrder() {
        define("Inner", """
                spec: {text: string}
                status: {name: '${map.metadata.name}'}
                """, """
                - id: map
                  template:
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: '${schema.metadata.name}-inner'}
                    data: {value: '${schema.spec.text}'}
                """);
        define("Outer", "spec: {text: string}", """
                - id: inner
                  readyWhen:
                    - ${inner.status.state == "ACTIVE"}
                  template:
                    apiVersion: kro.run/v1alpha1
                    kind: Inner
                    metadata: {name: '${schema.metadata.name}'}
                    spec: {text: '${schema.spec.text}'}
                - id: after
                  template:
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: '${schema.metadata.name}-after'}
                    data: {value: '${inner.status.name}'}
                """);
        instance("Outer", "nested", "{text: deep}");
        configMap("nested-after", "nested-inner");
        active("Outer", "nested");
        configMap("nested-inner", "deep");
        cluster.delete(cluster.find(kind("Outer"), "default", "nested").orElseThrow());
        cluster.awaitGone(kind("Outer"), "default", "nested");
        cluster.awaitGone(kind("Inner"), "default", "nested");
        cluster.awaitGone(CONFIG_MAP, "default", "nested-inner");
    }

    @Test
    void aGraphCanMakeADefinitionWhoseKindThenWorks() {
        define("Factory", "spec: {product: string}", """
                - id: definition
                  readyWhen:
                    - ${definition.status.state == "Active"}
                  template:
                    apiVersion: kro.run/v1alpha1
                    kind: ResourceGraphDefinition
                    metadata: {name: '${schema.spec.product}.kro.run'}
                    spec:
                      schema:
                        apiVersion: v1alpha1
                        kind: Gadget
                        spec: {text: string}
                      resources:
                        - id: map
                          template:
                            apiVersion: v1
                            kind: ConfigMap
                            metadata: {name: '${"${schema.metadata.name}"}-gadget'}
                            data: {value: '${"${schema.spec.text}"}'}
                """);
        instance("Factory", "works", "{product: gadget}");
        active("Factory", "works");
        cluster.awaitDefinition("gadget.kro.run", "Active");
        instance("Gadget", "first", "{text: made}");
        configMap("first-gadget", "made");
    }

    @Test
    void aClusterScopedKindNamesTheNamespacesOfItsChildren() {
        define("Tenant", """
                scope: Cluster
                spec: {home: string}
                """, """
                - id: map
                  template:
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: '${schema.metadata.name}-tenant', namespace: '${schema.spec.home}'}
                    data: {value: here}
                """);
        cluster.apply("{apiVersion: kro.run/v1alpha1, kind: Tenant, metadata: {name: acme}, spec: {home: default}}");
        Manifest map = configMap("acme-tenant", "here");
        assertThat(map.label(KroNames.INSTANCE_NAMESPACE)).isEmpty();
        Manifest tenant = cluster.awaitState(kind("Tenant"), "", "acme", "ACTIVE");
        assertThat(tenant.label("applyset.kubernetes.io/id")).isPresent();
        cluster.delete(tenant);
        cluster.awaitGone(kind("Tenant"), "", "acme");
        cluster.awaitGone(CONFIG_MAP, "default", "acme-tenant");
    }

    @Test
    void anAuthorsConditionsStandInThePlaceOfTheControllersOwn() {
        define("Signal", """
                spec: {text: string}
                status:
                  conditions:
                    - '${runtime.newCondition({type: "Green", status: map.data.value == "go" ? "True" : "False", reason: "Asked"})}'
                    - '${runtime.newCondition({type: "Made", status: runtime.condition(schema, "ResourcesReady").status})}'
                """, """
                - id: map
                  template:
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: '${schema.metadata.name}-signal'}
                    data: {value: '${schema.spec.text}'}
                """);
        instance("Signal", "light", "{text: wait}");
        Manifest red = active("Signal", "light");
        assertThat(message(red)).contains("Green", "False", "Made").doesNotContain("InstanceManaged");
        instance("Signal", "light", "{text: go}");
        cluster.await(
                kind("Signal"),
                "default",
                "light",
                light -> light.body().array("status", "conditions").orElseThrow().items().stream()
                        .map(JsonObject.class::cast)
                        .anyMatch(condition -> condition.string("type").equals(Optional.of("Green"))
                                && condition.string("status").equals(Optional.of("True"))));
        cluster.awaitQuiet();
        int mark = cluster.mark();
        cluster.awaitQuiet();
        assertThat(cluster.requestsSince(mark))
                .as("a settled status is not written again")
                .isEmpty();
        cluster.delete(cluster.find(kind("Signal"), "default", "light").orElseThrow());
        cluster.awaitGone(kind("Signal"), "default", "light");
    }

    /// What `random.seededString(6, …)` gives, computed by the rule in the contract.
    private static String name(String seed) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(seed.getBytes(StandardCharsets.UTF_8));
            StringBuilder text = new StringBuilder("sums-");
            for (int i = 0; i < 6; i++) {
                long word = Integer.toUnsignedLong(ByteBuffer.wrap(hash).getInt(4 * i));
                text.append(Character.forDigit((int) (word % 36), 36));
            }
            return text.toString();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void functionsOfAllLibrariesWorkInATemplate() {
        define("Sums", "spec: {sizes: '[]string', host: string}", """
                - id: map
                  template:
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: 'sums-${random.seededString(6, schema.metadata.name)}'}
                    data:
                      value: '${string(schema.spec.sizes.map(s, quantity(s).asInteger()).sum())}'
                      port: '${url(schema.spec.host).getPort()}'
                      inside: '${string(cidr("10.0.0.0/8").containsIP("10.1.2.3"))}'
                      text: '${"%s has %d".format([schema.metadata.name, schema.spec.sizes.size()])}'
                """);
        instance("Sums", "all", "{sizes: [1Ki, 2Ki], host: 'https://example.com:8443/x'}");
        active("Sums", "all");
        Manifest map = cluster.await(CONFIG_MAP, "default", name("all"), _ -> true);
        assertThat(map.body().object("data").orElseThrow().fields().values())
                .extracting(JsonText::write)
                .containsExactlyInAnyOrder("\"3072\"", "\"8443\"", "\"true\"", "\"all has 2\"");
    }

    @Test
    void aCrdThatComesOrChangesIsNoticedWithoutTouchingTheDefinition() {
        cluster.apply("""
                apiVersion: kro.run/v1alpha1
                kind: ResourceGraphDefinition
                metadata: {name: late.kro.run}
                spec:
                  schema: {apiVersion: v1alpha1, kind: Late, spec: {size: integer}}
                  resources:
                    - id: thing
                      template:
                        apiVersion: things.example.com/v1
                        kind: Thing
                        metadata: {name: '${schema.metadata.name}'}
                        spec: {size: '${schema.spec.size}'}
                """);
        assertThat(message(cluster.awaitDefinition("late.kro.run", "Inactive")))
                .contains("things.example.com/v1 Thing");

        cluster.apply(crd("things", "Thing", "width: {type: integer}"));
        cluster.await(
                RealCluster.DEFINITION,
                "",
                "late.kro.run",
                definition -> message(definition).contains("the kind has no field size here"));

        cluster.apply(crd("things", "Thing", "size: {type: integer}"));
        cluster.awaitDefinition("late.kro.run", "Active");
        instance("Late", "one", "{size: 3}");
        active("Late", "one");
        assertThat(cluster.find(thing("Thing"), "default", "one")
                        .flatMap(thing -> thing.body().integer("spec", "size")))
                .contains(3L);
    }
}
