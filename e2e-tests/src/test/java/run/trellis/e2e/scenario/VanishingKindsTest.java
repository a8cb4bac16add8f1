package run.trellis.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import run.trellis.cluster.Answer;
import run.trellis.e2e.RealCluster;
import run.trellis.e2e.ServerOfThisRun;
import run.trellis.e2e.TestUser;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.Manifest;

/// Kinds come, go and come back under a controller that runs, and kinds that concern nobody here are not looked at.
@ServerOfThisRun.Needed
class VanishingKindsTest extends Story {
    private static final GroupVersionKind API_SERVICE =
            new GroupVersionKind("apiregistration.k8s.io", "v1", "APIService");

    private void install(String plural, String kind) {
        cluster.apply(crd(plural, kind, "size: {type: integer}"));
        cluster.awaitKind(thing(kind));
    }

    private void uninstall(String plural) {
        cluster.delete(cluster.find(CRD, "", plural + ".things.example.com").orElseThrow());
        cluster.awaitGone(CRD, "", plural + ".things.example.com");
    }

    private void defineUser(String kind, String used) {
        define(kind, "spec: {size: 'integer | default=1'}", map("beside", "x") + """
                - id: used
                  template:
                    apiVersion: things.example.com/v1
                    kind: %s
                    metadata: {name: '${schema.metadata.name}'}
                    spec: {size: '${schema.spec.size}'}
                """.formatted(used));
    }

    @Test
    void aKindThatIsRemovedUnderItsUsersIsSaidWaitedForQuietlyAndUsedAgain() {
        install("cogs", "Cog");
        defineUser("Engine", "Cog");
        instance("Engine", "diesel", "{}");
        active("Engine", "diesel");
        cluster.awaitQuiet();
        int before = cluster.mark();

        uninstall("cogs");
        says("Engine", "diesel", "ResourcesReady", "used: the API server does not serve Cog.things.example.com");
        cluster.await(
                RealCluster.DEFINITION,
                "",
                definitionName("Engine"),
                definition -> message(definition, "GraphAccepted").contains("things.example.com/v1 Cog"));
        cluster.delete(configMap("diesel-beside"));
        configMap("diesel-beside", "x");
        int mark = cluster.mark();
        await().during(Duration.ofSeconds(6)).atMost(Duration.ofSeconds(15)).until(() -> cluster.mark() - mark < 60);
        assertThat(requests(before, "patch /apis/things.example.com"))
                .as("nothing is written to a kind that is known to be gone")
                .isLessThanOrEqualTo(2);

        install("cogs", "Cog");
        cluster.awaitDefinition(definitionName("Engine"), "Active");
        active("Engine", "diesel");
        assertThat(cluster.find(thing("Cog"), "default", "diesel")).isPresent();
        cluster.awaitQuiet();
    }

    @Test
    void anInstanceGoesAlthoughAKindOfItsChildrenIsGone() {
        install("pins", "Pin");
        defineUser("Board", "Pin");
        instance("Board", "cork", "{}");
        active("Board", "cork");
        uninstall("pins");
        says("Board", "cork", "ResourcesReady", "does not serve");
        delete("Board", "cork");
        awaitGone("Board", "cork");
        assertThat(exists("cork-beside")).isFalse();
    }

    @Test
    void aRestartWhileAKindIsGoneLosesNoInstance() {
        install("nuts", "Nut");
        defineUser("Squirrel", "Nut");
        instance("Squirrel", "red", "{}");
        instance("Squirrel", "grey", "{}");
        active("Squirrel", "red");
        active("Squirrel", "grey");
        cluster.stopController();
        uninstall("nuts");
        cluster.restartController();

        delete("Squirrel", "grey");
        awaitGone("Squirrel", "grey");
        assertThat(exists("grey-beside")).isFalse();
        cluster.delete(configMap("red-beside"));
        configMap("red-beside", "x");
        says("Squirrel", "red", "ResourcesReady", "used: the API server does not serve Nut.things.example.com");

        install("nuts", "Nut");
        active("Squirrel", "red");
        assertThat(cluster.find(thing("Nut"), "default", "red")).isPresent();
    }

    @Test
    void anApiServiceThatDoesNotAnswerMattersToNobodyWhoDoesNotUseIt() {
        cluster.apply("""
                apiVersion: apiregistration.k8s.io/v1
                kind: APIService
                metadata: {name: v1.dead.example.com}
                spec:
                  group: dead.example.com
                  version: v1
                  groupPriorityMinimum: 100
                  versionPriority: 100
                  insecureSkipTLSVerify: true
                  service: {name: nobody, namespace: default, port: 443}
                """);
        cluster.await(
                API_SERVICE,
                "",
                "v1.dead.example.com",
                service -> verdict(service, "Available").startsWith("False"));
        define("Alive", "spec: {text: 'string | default=x'}", map("one", "${schema.spec.text}"));
        instance("Alive", "still", "{}");
        active("Alive", "still");
        cluster.restartController();
        Manifest again = instance("Alive", "again", "{}");
        active("Alive", again.name());
        assertThat(cluster.everything()).noneMatch(request -> request.contains("dead.example.com"));

        write("Dependent", "spec: {}", """
                - id: one
                  template:
                    apiVersion: dead.example.com/v1
                    kind: Ghost
                    metadata: {name: x}
                """);
        cluster.await(
                RealCluster.DEFINITION,
                "",
                definitionName("Dependent"),
                definition -> message(definition, "GraphAccepted").contains("Ghost"));
        instance("Alive", "meanwhile", "{}");
        active("Alive", "meanwhile");
    }

    @Test
    void largeCrdsOfOthersAreNeverRead() {
        String words = "All work and no play makes this description a long one. ".repeat(18_000);
        for (int i = 0; i < 20; i++) {
            Manifest large = TestUser.manifests(crd("large" + i, "Large" + i, "size: {type: integer}")
                            .replace("things.example.com", "large.example.com")
                            .replace("type: object\n", "type: object\n          description: WORDS\n"))
                    .getFirst();
            Answer answer = cluster.create(new Manifest((run.trellis.json.JsonObject) run.trellis.json.JsonText.parse(
                    run.trellis.json.JsonText.write(large.body()).replace("WORDS", words))));
            assertThat(answer).isInstanceOf(Answer.Done.class);
        }
        int mark = cluster.everything().size();
        define("Modest", "spec: {text: 'string | default=x'}", map("one", "${schema.spec.text}"));
        instance("Modest", "small", "{}");
        active("Modest", "small");
        cluster.restartController();
        cluster.awaitQuiet();
        assertThat(cluster.everything().subList(mark, cluster.everything().size()))
                .noneMatch(request -> request.contains("large.example.com"))
                .filteredOn(request -> request.contains("/openapi/"))
                .as("documents fetched for a graph of one ConfigMap, before and after a restart")
                .isNotEmpty()
                .allMatch(request -> !request.contains("large"));
    }
}
