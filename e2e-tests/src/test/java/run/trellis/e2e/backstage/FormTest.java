package run.trellis.e2e.backstage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import run.trellis.e2e.TestUser;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonText;
import run.trellis.schema.CrdReader;
import run.trellis.schema.InstanceCheck;
import run.trellis.schema.StructuralSchema;

/// The forms of the Ray definitions, as they are committed: they ask for what the kind wants, refuse what it
/// refuses, and give the instances that people write by hand.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FormTest {
    private static final Example RAY_SERVICE = Example.ofRayService();

    private Portal portal;

    @BeforeAll
    void open() {
        portal = Portal.open();
    }

    static Stream<Example> examples() {
        return Example.all();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyExampleCanBeMadeWithTheForm(Example file) {
        JsonObject example = file.instance();
        Portal.Result result = portal.fill(file.template(), file.answers());

        assertThat(result.problems()).isEmpty();
        JsonObject made = Template.yaml(file.manifest(result));
        StructuralSchema schema = schema(file.folder());
        assertThat(made.string("apiVersion")).isEqualTo(example.string("apiVersion"));
        assertThat(made.string("kind")).isEqualTo(example.string("kind"));
        assertThat(made.string("metadata", "name")).isEqualTo(example.string("metadata", "name"));
        assertThat(made.string("metadata", "namespace")).isEqualTo(example.string("metadata", "namespace"));
        assertThat(InstanceCheck.defaulted(made, schema).get("spec"))
                .isEqualTo(InstanceCheck.defaulted(example, schema).get("spec"));
        assertThat(JsonText.write(made.object("spec").orElseThrow()).length())
                .as("no longer than by hand")
                .isLessThanOrEqualTo(
                        JsonText.write(example.object("spec").orElseThrow()).length());
    }

    private static StructuralSchema schema(Path folder) {
        JsonObject crd = Template.yaml(Template.read(folder.resolve("golden/crd.yaml")));
        return CrdReader.read(crd).getFirst().schema();
    }

    /// Parameter, value, and what the form says to it.
    private static final String REFUSED = """
            replicas                | -1                     | /replicas must be >= 0
            replicas                | 1001                   | /replicas must be <= 1000
            replicas                | 1.5                    | /replicas must be integer
            replicas                | "two"                  | /replicas must be integer
            name                    | "Upper"                | /name must match pattern
            name                    | ""                     | /name must match pattern
            name                    | "a123456789b123456789c123456789d123456789e1234567" | /name must NOT have more than 47
            instanceName            | "with.dot"             | /instanceName must match pattern
            instanceNamespace       | "-x"                   | /instanceNamespace must match pattern
            rayServeFile            | "ftp://x/y.zip"        | /rayServeFile must match pattern
            importPath              | "a b"                  | /importPath must match pattern
            pipPackages             | "torch"                | /pipPackages must be array
            pipPackages             | [1]                    | /pipPackages/0 must be string
            suspend                 | "yes"                  | /suspend must be boolean
            gitlab                  | {"hostname": "a.b"}    | /gitlab must have required property 'username'
            gitlab                  | {"hostname": "https://a.b", "username": "u"} | /gitlab/hostname must match pattern
            resources               | {"head": {"memory": "2GB"}}   | /resources/head/memory must match pattern
            resources               | {"worker": {"gpu": 17}}       | /resources/worker/gpu must be <= 16
            autoscaling             | {"idleTimeoutSeconds": 9}     | /autoscaling/idleTimeoutSeconds must be >= 10
            directory               | "../other"             | /directory must match pattern
            directory               | "/etc"                 | /directory must match pattern
            """;

    @TestFactory
    Stream<DynamicTest> whatTheKindRefusesTheFormRefuses() {
        List<String[]> rows = REFUSED.lines().map(FormTest::cells).toList();
        List<Portal.Result> results = portal.fill(
                RAY_SERVICE.template(),
                rows.stream()
                        .map(row -> RAY_SERVICE.answers().with(row[0], JsonText.parse(row[1])))
                        .toList());
        return IntStream.range(0, rows.size())
                .mapToObj(i -> DynamicTest.dynamicTest(
                        rows.get(i)[0] + " " + rows.get(i)[1],
                        () -> assertThat(results.get(i).problems())
                                .singleElement()
                                .asString()
                                .contains(rows.get(i)[2])));
    }

    private static String[] cells(String row) {
        return Stream.of(row.split("[|]")).map(String::strip).toArray(String[]::new);
    }

    @Test
    void whatIsNeededIsAskedFor() {
        List<String> needed =
                List.of("instanceName", "instanceNamespace", "owner", "name", "namespace", "gitlab", "repoUrl");
        List<Portal.Result> results = portal.fill(
                RAY_SERVICE.template(),
                needed.stream().map(name -> RAY_SERVICE.answers().without(name)).toList());

        assertThat(results)
                .hasSameSizeAs(needed)
                .allSatisfy(result -> assertThat(result.problems()).isNotEmpty());
    }

    @Test
    void aPatternOfTheKindIsThePatternOfTheFormWhereBrowsersHaveIt() {
        List<String[]> rows = """
            tidy    | a-_}         | true
            tidy    | a b          | false
            tidy    | a}}          | false
            mail    | a.b@c-d.e    | true
            mail    | a b@c        | false
            anyCase | ABC          | true
            anyCase | xyz          | true
            """.lines().map(FormTest::cells).toList();
        List<Portal.Result> results = portal.fill(
                Template.of(SkeletonTest.EVERYTHING),
                rows.stream()
                        .map(row -> SkeletonTest.LEAST.with(row[0], Json.of(row[1])))
                        .toList());

        for (int i = 0; i < rows.size(); i++) {
            assertThat(results.get(i).problems().isEmpty())
                    .as(String.join(" ", rows.get(i)))
                    .isEqualTo(Boolean.parseBoolean(rows.get(i)[2]));
        }
    }

    @Test
    void thePullRequestSaysWhatItBrings() {
        Portal.Result result = portal.fill(RAY_SERVICE.template(), RAY_SERVICE.answers());

        assertThat(result.publish()).isEqualTo(Template.json("""
                {"repoUrl": "gitlab.example.com?owner=team&repo=apps",
                 "branchName": "rayservice-default-my-ray-service",
                 "title": "Add RayService my-ray-service",
                 "description": "Made with a form of Backstage, for group:default/team-a."}"""));
        assertThat(result.files().keySet())
                .containsExactlyInAnyOrder(
                        "rayservices/default/my-ray-service/manifests/rayservice.yaml",
                        "rayservices/default/my-ray-service/catalog-info.yaml");
    }

    @Test
    void theEntityHasWhatThePlugInsRead() {
        JsonObject answers = RAY_SERVICE.answers().with("argocdApplication", Json.of("team-apps"));
        Portal.Result result = portal.fill(RAY_SERVICE.template(), answers);

        assertThat(Template.yaml(result.file("catalog-info.yaml"))).isEqualTo(Template.yaml("""
                apiVersion: backstage.io/v1alpha1
                kind: Component
                metadata:
                  name: my-ray-service
                  description: RayService my-ray-service in namespace default
                  annotations:
                    backstage.io/kubernetes-label-selector: rayservice.kro.run/name=my-ray-service
                    argocd/app-name: team-apps
                    terasky.backstage.io/kro-rgd-name: rayservice.kro.run
                    terasky.backstage.io/kro-rgd-crd-name: rayservices.kro.run
                    terasky.backstage.io/kro-instance-name: my-ray-service
                    terasky.backstage.io/kro-instance-namespace: default
                    terasky.backstage.io/kro-sub-resources: "v1:namespace,ray.io/v1:rayservice,v1:service,\\
                      policy/v1:poddisruptionbudget,networking.k8s.io/v1:ingress"
                spec:
                  type: rayservice
                  lifecycle: production
                  owner: group:default/team-a
                """));
        assertThat(Template.yaml(result.file("rayservice.yaml")).object("metadata", "annotations"))
                .contains(Template.json("""
                        {"terasky.backstage.io/add-to-catalog": "true",
                         "terasky.backstage.io/name": "my-ray-service-rayservice",
                         "terasky.backstage.io/owner": "group:default/team-a",
                         "terasky.backstage.io/subcomponent-of": "component:default/my-ray-service",
                         "backstage.io/kubernetes-label-selector": "rayservice.kro.run/name=my-ray-service"}"""));
    }

    @Test
    void aGroupWithRequiredFieldsIsAskedForOnlyIfItIsWanted() {
        Template template = Template.of(SkeletonTest.EVERYTHING);
        JsonObject wanted = SkeletonTest.LEAST.with("withLogin_", Json.of(true));

        assertThat(portal.fill(template, SkeletonTest.LEAST).problems()).isEmpty();
        assertThat(portal.fill(template, wanted).problems())
                .anySatisfy(problem -> assertThat(problem).contains("/login must have required property 'user'"));
    }

    @Test
    void theDocumentationShowsWhatComesOfAForm() {
        JsonObject answers = Template.json("""
                {"instanceName": "text-ml-service", "instanceNamespace": "team-ml", "owner": "group:default/ml",
                 "name": "text-ml", "namespace": "ray-system",
                 "gitlab": {"hostname": "gitlab.example.com", "username": "ml-team"},
                 "replicas": 3, "resources": {"worker": {"memory": "4Gi"}}, "pipPackages": ["torch", "scipy==1.16"],
                 "repoUrl": "gitlab.example.com?owner=team&repo=apps"}""");
        Portal.Result result = portal.fill(RAY_SERVICE.template(), answers);

        assertThat(Template.read(TestUser.PROJECT.resolve("docs/backstage.md")))
                .contains("```yaml\n" + result.file("rayservice.yaml") + "```\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"raycluster", "rayjob", "rayservice"})
    void theTemplateIsWhatTheCatalogAccepts(String definition) {
        Template template = new Template(TestUser.PROJECT.resolve("definitions/" + definition + "/backstage"));
        JsonObject entity = Template.yaml(template.text());

        assertThat(entity.string("apiVersion")).contains("scaffolder.backstage.io/v1beta3");
        assertThat(entity.string("kind")).contains("Template");
        assertThat(entity.string("metadata", "name").orElseThrow())
                .hasSizeLessThan(64)
                .matches("[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?");
        assertThat(entity.array("metadata", "tags").orElseThrow().items())
                .allSatisfy(tag -> assertThat(JsonText.write(tag)).matches("\"[a-z0-9:+#]+(-[a-z0-9:+#]+)*\""));
        assertThat(entity.string("spec", "owner")).contains("platform");
        assertThat(entity.string("spec", "type")).contains(definition);
        assertThat(entity.array("spec", "steps").orElseThrow().items())
                .extracting(step -> ((JsonObject) step).string("action").orElseThrow())
                .containsExactly("fetch:template", "publish:gitlab:merge-request");
        assertThat(entity.array("spec", "parameters").orElseThrow().items())
                .extracting(page -> ((JsonObject) page).string("title").orElseThrow())
                .hasSize(4)
                .doesNotHaveDuplicates();
        assertThat(Template.yaml(Template.read(template.folder().resolve("catalog-info.yaml")))
                        .array("spec", "targets"))
                .contains(JsonArray.of(Json.of("./template.yaml")));
    }
}
