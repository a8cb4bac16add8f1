package run.trellis.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import run.trellis.cluster.ApiException;
import run.trellis.cluster.Cluster;
import run.trellis.cluster.ClusterOptions;
import run.trellis.e2e.RealCluster;
import run.trellis.e2e.ServerOfThisRun;
import run.trellis.object.GroupVersionKind;
import run.trellis.schema.Schemas;

/// Where schemas come from: the API server, and what is kept on disk of what it said.
@ServerOfThisRun.Needed
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SchemaSourcesTest {
    private static final GroupVersionKind GAUGE = new GroupVersionKind("example.com", "v1", "Gauge");
    private static final GroupVersionKind DEPLOYMENT = new GroupVersionKind("apps", "v1", "Deployment");
    private static final String CRD = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: gauges.example.com}
            spec:
              group: example.com
              scope: Namespaced
              names: {kind: Gauge, plural: gauges, singular: gauge, listKind: GaugeList}
              versions:
                - name: v1
                  served: true
                  storage: true
                  schema:
                    openAPIV3Schema:
                      type: object
                      properties:
                        spec: {type: object, properties: {%s: {type: integer}}}
            """;

    @TempDir
    private Path cache = Path.of("");

    private RealCluster cluster;

    @BeforeAll
    void start() {
        cluster = RealCluster.start();
        cluster.stopController();
        cluster.apply(CRD.formatted("altitude"));
        cluster.awaitKind(GAUGE);
    }

    @AfterAll
    void stop() {
        cluster.close();
    }

    private Schemas ask(String agent) {
        ClusterOptions options = new ClusterOptions(Optional.of(cluster.kubeconfig()), agent, 8).cachingIn(cache);
        try (Cluster server = Cluster.connect(options)) {
            return server.schemas(Set.of(GAUGE, DEPLOYMENT));
        } catch (IOException | ApiException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The audit log comes late: what an agent asked last is awaited.
    private List<String> documentsFetchedBy(String agent) {
        ask(agent + "-mark");
        Awaitility.await("the audit log")
                .until(() -> cluster.requestsOf(agent + "-mark").stream()
                        .anyMatch(request -> request.endsWith("/apis/apps/v1")));
        return cluster.requestsOf(agent).stream()
                .filter(request -> request.contains("/openapi/v3/"))
                .map(request -> request.substring(request.indexOf("/openapi/v3/") + "/openapi/v3/".length()))
                .sorted()
                .toList();
    }

    private static String schema(Schemas schemas) {
        return schemas.find(GAUGE).orElseThrow().schema().toString();
    }

    @Test
    void whatAServerSaidOnceIsNotFetchedAgainUntilItSaysSomethingElse() throws IOException {
        Awaitility.await("the server's document of the new kind")
                .ignoreExceptions()
                .until(() -> schema(ask("first")).contains("altitude"));
        assertThat(documentsFetchedBy("first")).contains("apis/apps/v1", "apis/example.com/v1");

        assertThat(schema(ask("second"))).isEqualTo(schema(ask("first")));
        assertThat(documentsFetchedBy("second")).as("both come from the disk").isEmpty();

        cluster.apply(CRD.formatted("sounding"));
        Awaitility.await("the changed kind").until(() -> schema(ask("third")).contains("sounding"));
        assertThat(documentsFetchedBy("third"))
                .as("only the group that changed, once")
                .containsExactly("apis/example.com/v1");

        List<Path> kept = files();
        assertThat(kept).as("one document for each group").hasSize(2);
        for (Path file : kept) {
            Files.writeString(file, "{");
        }
        assertThat(schema(ask("fourth"))).as("a broken file is fetched anew").contains("sounding");
        assertThat(documentsFetchedBy("fourth")).containsExactly("apis/apps/v1", "apis/example.com/v1");
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(cache)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    void validateAsksTheApiServerOfTheCurrentContext(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("rgd.yaml");
        Files.writeString(file, """
                apiVersion: kro.run/v1alpha1
                kind: ResourceGraphDefinition
                metadata: {name: meter.kro.run}
                spec:
                  schema: {apiVersion: v1alpha1, kind: Meter, spec: {level: 'integer | default=1'}}
                  resources:
                    - id: gauge
                      template:
                        apiVersion: example.com/v1
                        kind: Gauge
                        metadata: {name: one}
                        spec: {hihg: '${schema.spec.level}'}
                """);

        assertThat(trellis(folder, "validate", file.toString()))
                .as("offline nobody knows the kind")
                .contains("TRL-404")
                .doesNotContain("error");
        assertThat(trellis(folder, "validate", "--cluster", file.toString()))
                .contains("spec.resources[0].template.spec.hihg")
                .doesNotContain("TRL-404");
        assertThat(folder.resolve("cache/trellis/openapi")).isDirectory();
    }

    private String trellis(Path folder, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "run.trellis.cli.Main"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("KUBECONFIG", cluster.kubeconfig().toString());
        builder.environment().put("XDG_CACHE_HOME", folder.resolve("cache").toString());
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }
}
