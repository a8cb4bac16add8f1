package run.trellis.e2e.install;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import run.trellis.cli.flags.Flag;
import run.trellis.cli.flags.FlagTable;
import run.trellis.cli.install.Installation;
import run.trellis.e2e.TestUser;
import run.trellis.json.Json;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonString;
import run.trellis.json.JsonText;
import run.trellis.object.Manifest;

/// What the chart renders, without a cluster.
class ChartTest {
    private static final Helm HELM = Helm.find();

    /// Flags whose default in a cluster differs from that on a desk, and why the chart may do so.
    private static final Map<String, String> OTHER_DEFAULTS = Map.of(
            "leader-elect", "true", // a rollout has two pods for a moment
            "install-crds", "true", // Helm never changes a CRD that is there
            "openapi-cache", "/tmp/openapi"); // the volume survives a restart of the container

    /// Flags that nobody needs in a pod.
    private static final Set<String> NOT_IN_THE_CHART = Set.of(
            "config", // the flags are in the Deployment
            "kubeconfig", // the pod has its account
            "log-format", // zap-encoder says it
            "log-level", // zap-log-level says it
            "pprof-bind-address",
            "zap-stacktrace-level",
            "zap-time-encoding");

    static Stream<Path> cases() {
        return Rendered.cases();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void helm_finds_nothing_to_complain_about(Path folder) {
        Helm.Run lint = HELM.run(
                "lint",
                "--strict",
                Helm.CHART.toString(),
                "--values",
                folder.resolve("values.yaml").toString());
        assertThat(lint.exitCode()).as(lint.output() + lint.errors()).isZero();
        assertThat(lint.output()).doesNotContain("[WARNING]", "[ERROR]");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void values_give_these_manifests(Path folder) throws IOException {
        String text = Rendered.of(HELM, Rendered.values(folder)).documents().stream()
                .map(ChartTest::withoutCopies)
                .collect(Collectors.joining("---\n"));
        Path expected = folder.resolve("expected.yaml");
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(expected, text);
        }
        assertThat(text).isEqualTo(Files.readString(expected));
    }

    /// Definitions and the dashboard are files of their own, held against their origins below.
    private static String withoutCopies(String document) {
        return document.contains("\nkind: ResourceGraphDefinition\n")
                ? document.replaceFirst("(?s)\nspec:\n.*$", "\nspec: {} # as in definitions/\n")
                : document.replaceFirst(
                        "(?s)\n  trellis.json: \\|\n.*$", "\n  trellis.json: '' # dashboards/trellis.json\n");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void the_controller_understands_every_flag_of_the_deployment(Path folder) {
        Rendered rendered = Rendered.of(HELM, Rendered.values(folder));
        rendered.settings();
        assertThat(FlagTable.all())
                .extracting(Flag::name)
                .containsAll(rendered.flags().keySet());
    }

    @Test
    void values_reach_the_controller() {
        Rendered rendered = Rendered.of(
                HELM,
                "--set",
                "config.maxInFlight=9,config.clientQps=7,config.allowCRDDeletion=true,config.protectInstances=false,"
                        + "config.cel.costLimit=12345678,config.leaderElectionLeaseDuration=33s,config.events=false,"
                        + "config.featureGates.InstanceConditionEvents=true");
        assertThat(rendered.settings().maxInFlight()).isEqualTo(9);
        assertThat(rendered.settings().rate().orElseThrow().perSecond()).isEqualTo(7);
        assertThat(rendered.settings().controller()).satisfies(options -> {
            assertThat(options.allowCrdDeletion()).isTrue();
            assertThat(options.protectInstances()).isFalse();
            assertThat(options.events()).isFalse();
            assertThat(options.gates()).hasSize(1);
            assertThat(options.compile().limits().work()).isEqualTo(12345678);
            assertThat(options.election().orElseThrow().leaseDuration()).hasSeconds(33);
        });
    }

    @Test
    void without_values_the_flags_are_the_controllers_own_defaults() {
        Map<String, String> flags = Rendered.of(HELM).flags();
        flags.forEach((name, value) -> assertThat(value)
                .as(name)
                .isEqualTo(OTHER_DEFAULTS.getOrDefault(
                        name, FlagTable.find(name).orElseThrow().fallback())));
        assertThat(flags.keySet()).containsAll(OTHER_DEFAULTS.keySet());
    }

    @Test
    void every_flag_that_does_something_has_a_value() {
        String helpers = TestUser.read("charts/trellis/templates/_helpers.tpl");
        assertThat(FlagTable.all())
                .extracting(Flag::name)
                .filteredOn(name -> !NOT_IN_THE_CHART.contains(name))
                .allSatisfy(name -> assertThat(helpers).containsPattern("--" + name + "(=|\n)"));
    }

    @Test
    void every_value_has_a_comment_and_a_type() throws IOException {
        List<String> bare = new ArrayList<>();
        List<String> lines = TestUser.read("charts/trellis/values.yaml").lines().toList();
        for (int line = 1; line < lines.size(); line++) {
            // A key with a value; a key alone is only the head of others.
            boolean value = lines.get(line).matches(" *[A-Za-z]+: .+");
            boolean free = lines.get(line)
                    .matches(" {4,}(kubernetes.io|runAs|allowPriv|privileged|readOnly|drop|type|cpu"
                            + "|memory|grafana|initialDelay|period|timeout|failure).*");
            if (value && !free && !explained(lines, line)) {
                bare.add(lines.get(line).strip());
            }
        }
        assertThat(bare).isEmpty();
        JsonObject values = (JsonObject) TestUser.value(TestUser.read("charts/trellis/values.yaml"));
        JsonObject schema = (JsonObject) JsonText.parse(TestUser.read("charts/trellis/values.schema.json"));
        assertThat(untyped("", values, schema)).isEmpty();
    }

    /// Whether a comment stands above a line, or above the head of its block.
    private static boolean explained(List<String> lines, int line) {
        String above = lines.get(line - 1).strip();
        return above.startsWith("#")
                || (above.endsWith(":") && lines.get(line - 2).strip().startsWith("#"));
    }

    private static List<String> untyped(String path, JsonObject values, JsonObject schema) {
        List<String> missing = new ArrayList<>();
        values.fields().forEach((name, value) -> {
            Json type = schema.at("properties", name).orElse(JsonObject.EMPTY);
            if (type.equals(JsonObject.EMPTY)) {
                missing.add(path + name);
            } else if (value instanceof JsonObject inner
                    && ((JsonObject) type).object("properties").isPresent()) {
                missing.addAll(untyped(path + name + ".", inner, (JsonObject) type));
            }
        });
        return missing;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "config.maxInFligth=3               | maxInFligth",
                "deployment.replicas=2              | replicas",
                "deployment.replicaCount=two        | replicaCount",
                "rbac.mode=aggregated               | rbac/mode",
                "config.featureGates.Everything=true| Everything",
                "config.gracefulShutdownTimeout=soon| gracefulShutdownTimeout",
                "image.digest=abc                   | image/digest",
                "metricz.service.create=true        | metricz",
            })
    void a_value_that_is_wrong_is_refused_by_name(String value, String name) {
        Helm.Run run = HELM.tryTemplate("--set", value);
        assertThat(run.exitCode()).isNotZero();
        assertThat(run.errors()).contains("don't meet the specifications of the schema", name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "deployment.replicaCount=2,config.enableLeaderElection=false | image.tag=1 | take one replica",
                "metrics.service.create=true | config.metricsBindAddress=0 | give an address or make no Service",
                "metrics.serviceMonitor.enabled=true | image.tag=1 | set metrics.service.create",
            })
    void values_that_exclude_each_other_are_refused_with_the_cure(String values, String text, String cure) {
        Helm.Run run = HELM.tryTemplate("--set", values, "--set-string", text);
        assertThat(run.exitCode()).isNotZero();
        assertThat(run.errors()).contains(cure);
    }

    @Test
    void the_container_has_no_rights_that_it_does_not_need() {
        JsonObject security =
                Rendered.of(HELM).container().object("securityContext").orElseThrow();
        assertThat(JsonText.write(security))
                .contains("\"runAsNonRoot\":true", "\"readOnlyRootFilesystem\":true", "\"privileged\":false")
                .contains("\"allowPrivilegeEscalation\":false", "\"drop\":[\"ALL\"]");
        assertThat(Rendered.of(HELM).pod().string("securityContext", "seccompProfile", "type"))
                .contains("RuntimeDefault");
    }

    @Test
    void the_chart_has_the_projects_version() {
        String pom = TestUser.read("pom.xml");
        String version = Pattern.compile("<version>([^<]+)</version>")
                .matcher(pom)
                .results()
                .findFirst()
                .orElseThrow()
                .group(1);
        assertThat(TestUser.read("charts/trellis/Chart.yaml"))
                .contains("\nversion: " + version + "\n", "\nappVersion: " + version + "\n");
    }

    @Test
    void the_definitions_for_ray_are_those_of_the_project() throws IOException {
        Set<String> copies = new TreeSet<>();
        try (Stream<Path> files = Files.list(Helm.CHART.resolve("definitions"))) {
            files.forEach(file -> copies.add(file.getFileName().toString().replace(".yaml", "")));
        }
        assertThat(copies).containsExactly("raycluster", "rayjob", "rayservice");
        for (String name : copies) {
            String origin = TestUser.read("definitions/%s/rgd.yaml".formatted(name));
            Path copy = Helm.CHART.resolve("definitions/" + name + ".yaml");
            if (Boolean.getBoolean("golden.update")) {
                Files.writeString(copy, origin);
            }
            assertThat(copy).as("write it anew with -Dgolden.update=true").hasContent(origin);
        }
        List<Manifest> installed =
                Rendered.of(HELM, "--set", "definitions.ray.enabled=true").ofKind("ResourceGraphDefinition");
        assertThat(installed)
                .extracting(definition ->
                        JsonText.canonical(definition.body().object("spec").orElseThrow()))
                .containsExactlyInAnyOrderElementsOf(copies.stream()
                        .map(name -> TestUser.manifests(TestUser.read("definitions/%s/rgd.yaml".formatted(name)))
                                .getFirst())
                        .map(definition -> JsonText.canonical(
                                definition.body().object("spec").orElseThrow()))
                        .toList());
        assertThat(installed)
                .allSatisfy(definition -> assertThat(definition.annotation("helm.sh/resource-policy"))
                        .contains("keep"));
    }

    @Test
    void a_values_file_for_kro_keeps_its_numbers() {
        Rendered rendered = Rendered.of(
                HELM,
                Rendered.values(cases().filter(folder -> folder.endsWith("kro"))
                        .findFirst()
                        .orElseThrow()));
        assertThat(rendered.settings().controller().instanceWorkers()).isEqualTo(1);
        assertThat(rendered.settings().rate().orElseThrow().perSecond()).isEqualTo(100);
        assertThat(rendered.settings().controller().election().orElseThrow().warm())
                .isFalse();
        assertThat(rendered.settings().notes())
                .as("the controller's log says what changes nothing")
                .hasSize(4);
    }

    @Test
    void every_figure_of_the_dashboard_and_the_alerts_is_exported() {
        Map<String, Set<String>> families = Figures.exported();
        List<String> expressions = Figures.expressions();
        assertThat(expressions).hasSizeGreaterThan(30);
        for (String expression : expressions) {
            assertThat(Figures.problems(expression, families)).as(expression).isEmpty();
        }
        assertThat(Figures.problems("sum by (gvt) (rate(instance_reconcile_totl[5m]))", families))
                .as("a figure that is misspelt, and a label that it has not")
                .hasSize(2);
    }

    @Test
    void the_alerts_say_what_to_do_and_the_dashboard_has_no_double_place() {
        JsonObject rule = Rendered.of(HELM, "--set", "metrics.prometheusRule.enabled=true")
                .ofKind("PrometheusRule")
                .getFirst()
                .body();
        List<JsonObject> alerts = Figures.alerts(rule);
        assertThat(alerts).hasSizeGreaterThan(5).allSatisfy(alert -> {
            assertThat(alert.string("alert").orElseThrow()).startsWith("Trellis");
            assertThat(alert.string("labels", "severity").orElseThrow()).isIn("critical", "warning");
            assertThat(alert.string("annotations", "summary")).isPresent();
            assertThat(alert.string("annotations", "description")).isPresent();
        });
        assertThat(Figures.alerts(Rendered.of(
                                HELM, "--set", "metrics.prometheusRule.enabled=true,config.enableLeaderElection=false")
                        .ofKind("PrometheusRule")
                        .getFirst()
                        .body()))
                .as("nobody says that it leads where there is no election")
                .noneMatch(alert -> alert.string("alert").orElseThrow().equals("TrellisNobodyWorks"));
        JsonObject dashboard = (JsonObject) JsonText.parse(Rendered.of(HELM, "--set", "metrics.dashboard.enabled=true")
                .ofKind("ConfigMap")
                .getFirst()
                .body()
                .string("data", "trellis.json")
                .orElseThrow());
        assertThat(dashboard.array("panels").orElseThrow().items())
                .extracting(panel -> ((JsonObject) panel).at("gridPos").orElseThrow())
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @EnumSource
    void trellis_install_applies_what_the_chart_renders_by_default(Installation.Rights rights) throws IOException {
        // Helm does not manage what it did not apply.
        String text = HELM.template(
                "--set", "metadata.includeHelmChart=false,metadata.includeManagedBy=false,rbac.mode=" + rights);
        Path packaged = TestUser.PROJECT.resolve("cli/src/main/resources/run/trellis/install/" + rights + ".yaml");
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(packaged, text);
        }
        assertThat(packaged).as("write it anew with -Dgolden.update=true").hasContent(text);
        List<Manifest> installed = Installation.of(rights, Installation.NAMESPACE, Optional.empty())
                .manifests();
        assertThat(installed)
                .filteredOn(manifest -> !manifest.gvk().kind().equals("Namespace"))
                .containsExactlyElementsOf(Stream.concat(crds(), new Rendered(text).manifests().stream())
                        .toList());
    }

    private static Stream<Manifest> crds() {
        return Stream.of("kro.run_resourcegraphdefinitions", "internal.kro.run_graphrevisions")
                .flatMap(name -> TestUser.manifests(TestUser.read("charts/trellis/crds/" + name + ".yaml")).stream());
    }

    @Test
    void a_service_monitor_finds_the_service() {
        Rendered rendered =
                Rendered.of(HELM, "--set", "metrics.service.create=true,metrics.serviceMonitor.enabled=true");
        JsonObject monitor = rendered.ofKind("ServiceMonitor").getFirst().body();
        Manifest service = rendered.ofKind("Service").getFirst();
        monitor.object("spec", "selector", "matchLabels")
                .orElseThrow()
                .fields()
                .forEach((label, value) -> assertThat(service.label(label)).contains(((JsonString) value).value()));
        assertThat(JsonText.write(monitor.at("spec", "endpoints").orElseThrow()))
                .contains("\"port\":\"metrics\"");
        assertThat(JsonText.write(service.body().at("spec", "ports").orElseThrow()))
                .contains("\"name\":\"metrics\"", "\"targetPort\":\"metrics\"");
        assertThat(JsonText.write(rendered.container().at("ports").orElseThrow()))
                .contains("\"name\":\"metrics\"");
    }
}
