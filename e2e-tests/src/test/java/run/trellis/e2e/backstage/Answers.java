package run.trellis.e2e.backstage;

import run.trellis.json.JsonObject;

/// What somebody fills in who wants a certain instance.
final class Answers {

    private Answers() {}

    /// The answers to the form of a definition whose `spec` has no field of a name that the form uses itself.
    static JsonObject of(JsonObject instance) {
        JsonObject.Builder answers = JsonObject.builder()
                .set("instanceName", instance.string("metadata", "name").orElseThrow())
                .set(
                        "instanceNamespace",
                        instance.string("metadata", "namespace").orElseThrow())
                .set("owner", "group:default/team-a")
                .set("repoUrl", "gitlab.example.com?owner=team&repo=apps");
        instance.object("spec").orElseThrow().fields().forEach(answers::set);
        return answers.build();
    }
}
