package run.trellis.cli.backstage;

import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Predicate;
import run.trellis.cli.backstage.Instance.Beside;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonObject;
import run.trellis.schema.StructuralSchema;

/// The template: pages of questions, and the steps that follow them.
final class TemplateEntity {
    private static final int LONGEST_NAME = 63;
    private static final String DNS_LABEL = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$";
    /// A path below the root of a repository, which never leads out of it.
    private static final String PATH = "^[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$";

    private TemplateEntity() {}

    /// The name of the template's entity.
    static String name(Instance instance) {
        String name = instance.graph().definition();
        return name.substring(0, Math.min(LONGEST_NAME, name.length())).replaceFirst("[^a-z0-9]+$", "");
    }

    static JsonObject of(Instance instance, BackstageOptions options) {
        String kind = instance.kind().kind();
        return JsonObject.builder()
                .set("apiVersion", "scaffolder.backstage.io/v1beta3")
                .set("kind", "Template")
                .set(
                        "metadata",
                        JsonObject.builder()
                                .set("name", name(instance))
                                .set("title", kind)
                                .set(
                                        "description",
                                        "%s (%s), as the ResourceGraphDefinition %s has it."
                                                .formatted(
                                                        kind,
                                                        instance.kind().apiVersion(),
                                                        instance.graph().definition()))
                                .set("tags", JsonArray.ofStrings(List.of("kro", "kubernetes")))
                                .build())
                .set(
                        "spec",
                        JsonObject.builder()
                                .set("owner", options.owner())
                                .set("type", instance.word())
                                .set("parameters", new JsonArray(pages(instance, options)))
                                .set("steps", new JsonArray(steps(instance, options)))
                                .set("output", output(instance, options))
                                .build())
                .build();
    }

    private static List<Json> pages(Instance instance, BackstageOptions options) {
        List<Json> pages = new ArrayList<>();
        pages.add(whatItIs(instance));
        StructuralSchema.Type.Fields spec = instance.spec();
        page(instance.kind().kind(), spec, spec.required()::contains, pages);
        page("More about it", spec, name -> !spec.required().contains(name), pages);
        pages.add(whereItGoes(instance, options));
        return pages;
    }

    private static void page(
            String title, StructuralSchema.Type.Fields spec, Predicate<String> here, List<Json> pages) {
        if (spec.properties().keySet().stream().anyMatch(here)) {
            pages.add(titled(title, Form.page(spec, here).build()));
        }
    }

    private static JsonObject titled(String title, JsonObject page) {
        JsonObject.Builder titled = JsonObject.builder().set("title", title);
        page.fields().forEach(titled::set);
        return titled.build();
    }

    private static JsonObject whatItIs(Instance instance) {
        String kind = instance.kind().kind();
        List<String> required = new ArrayList<>();
        JsonObject.Builder properties = JsonObject.builder();
        String name = instance.parameter(Beside.NAME);
        required.add(name);
        properties.set(
                name,
                dnsLabel(
                        "Name of the " + kind,
                        "Under this name it is found in its namespace and in the catalog: small letters, digits and -.",
                        instance.longestName()));
        if (instance.graph().namespaced()) {
            String namespace = instance.parameter(Beside.NAMESPACE);
            required.add(namespace);
            properties.set(
                    namespace,
                    dnsLabel(
                            "Namespace of the " + kind,
                            "The namespace, which must be there, in which the %s itself is written down."
                                    .formatted(kind),
                            LONGEST_NAME));
        }
        String owner = instance.parameter(Beside.OWNER);
        required.add(owner);
        properties.set(
                owner,
                JsonObject.builder()
                        .set("title", "Owner")
                        .set("description", "The group or user to whom it belongs.")
                        .set("type", "string")
                        .set("ui:field", "OwnerPicker")
                        .set(
                                "ui:options",
                                JsonObject.builder()
                                        .set(
                                                "catalogFilter",
                                                JsonObject.builder()
                                                        .set("kind", JsonArray.ofStrings(List.of("Group", "User")))
                                                        .build())
                                        .build())
                        .build());
        return question("What it is called", required, properties);
    }

    private static JsonObject dnsLabel(String title, String description, int longest) {
        return JsonObject.builder()
                .set("title", title)
                .set("description", description)
                .set("type", "string")
                .set("pattern", DNS_LABEL)
                .set("maxLength", longest)
                .build();
    }

    private static JsonObject whereItGoes(Instance instance, BackstageOptions options) {
        List<String> required = new ArrayList<>();
        JsonObject.Builder properties = JsonObject.builder();
        if (options.publish() != BackstageOptions.Publish.none) {
            String repository = instance.parameter(Beside.REPOSITORY);
            required.add(repository);
            properties.set(
                    repository,
                    JsonObject.builder()
                            .set("title", "Repository")
                            .set("description", "The repository from which the cluster gets its manifests.")
                            .set("type", "string")
                            .set("ui:field", "RepoUrlPicker")
                            .build());
            String directory = instance.parameter(Beside.DIRECTORY);
            required.add(directory);
            properties.set(
                    directory,
                    JsonObject.builder()
                            .set("title", "Directory")
                            .set(
                                    "description",
                                    "Where in the repository; directories for the namespace and the name are made below it.")
                            .set("type", "string")
                            .set("default", instance.graph().plural())
                            .set("pattern", PATH)
                            .build());
        }
        properties.set(
                instance.parameter(Beside.APPLICATION),
                JsonObject.builder()
                        .set("title", "Argo CD Application")
                        .set(
                                "description",
                                "The Application that brings it to the cluster, to be shown with it. Empty if there is none.")
                        .set("type", "string")
                        .build());
        return question("Where it goes", required, properties);
    }

    private static JsonObject question(String title, List<String> required, JsonObject.Builder properties) {
        JsonObject.Builder page = JsonObject.builder().set("title", title);
        if (!required.isEmpty()) {
            page.set("required", JsonArray.ofStrings(required));
        }
        return page.set("properties", properties.build()).build();
    }

    private static List<Json> steps(Instance instance, BackstageOptions options) {
        List<Json> steps = new ArrayList<>();
        boolean published = options.publish() != BackstageOptions.Publish.none;
        String place = instance.graph().namespaced()
                ? parameter(instance, Beside.NAMESPACE) + "/" + parameter(instance, Beside.NAME)
                : parameter(instance, Beside.NAME);
        steps.add(step(
                "manifest",
                "Write the manifest",
                "fetch:template",
                JsonObject.builder()
                        .set("url", "./skeleton")
                        .set("targetPath", (published ? parameter(instance, Beside.DIRECTORY) + "/" : "./") + place)
                        .set("values", values(instance))));
        switch (options.publish()) {
            case github -> steps.add(publish(instance, "Open a pull request", "publish:github:pull-request"));
            case gitlab -> steps.add(publish(instance, "Open a merge request", "publish:gitlab:merge-request"));
            case none -> {}
        }
        return steps;
    }

    private static JsonObject publish(Instance instance, String name, String action) {
        String title = "Add %s %s".formatted(instance.kind().kind(), parameter(instance, Beside.NAME));
        String branch = instance.graph().namespaced()
                ? "%s-%s-%s"
                        .formatted(
                                instance.word(),
                                parameter(instance, Beside.NAMESPACE),
                                parameter(instance, Beside.NAME))
                : "%s-%s".formatted(instance.word(), parameter(instance, Beside.NAME));
        return step(
                "publish",
                name,
                action,
                JsonObject.builder()
                        .set("repoUrl", parameter(instance, Beside.REPOSITORY))
                        .set("branchName", branch)
                        .set("title", title)
                        .set(
                                "description",
                                "Made with a form of Backstage, for %s.".formatted(parameter(instance, Beside.OWNER))));
    }

    private static JsonObject step(String id, String name, String action, JsonObject.Builder input) {
        return JsonObject.builder()
                .set("id", id)
                .set("name", name)
                .set("action", action)
                .set("input", input.build())
                .build();
    }

    /// What the skeleton sees. A parameter that was not filled in gives no value at all.
    private static JsonObject values(Instance instance) {
        JsonObject.Builder metadata = JsonObject.builder().set("name", parameter(instance, Beside.NAME));
        if (instance.graph().namespaced()) {
            metadata.set("namespace", parameter(instance, Beside.NAMESPACE));
        }
        SequencedMap<String, String> switches = Group.switches(instance.spec());
        JsonObject.Builder spec = JsonObject.builder();
        instance.spec().properties().sequencedKeySet().forEach(name -> {
            if (switches.containsKey(name)) {
                String wanted = switches.get(name);
                spec.set(wanted, parameter(wanted));
            }
            spec.set(name, parameter(name));
        });
        return JsonObject.builder()
                .set("metadata", metadata.build())
                .set("owner", parameter(instance, Beside.OWNER))
                .set("argocdApplication", parameter(instance, Beside.APPLICATION))
                .set("spec", spec.build())
                .build();
    }

    private static String parameter(Instance instance, Beside beside) {
        return parameter(instance.parameter(beside));
    }

    private static String parameter(String name) {
        return Nunjucks.print(Nunjucks.field("parameters", name));
    }

    private static JsonObject output(Instance instance, BackstageOptions options) {
        JsonObject.Builder output = JsonObject.builder();
        switch (options.publish()) {
            case github -> output.set("links", link("Pull request", "remoteUrl"));
            case gitlab -> output.set("links", link("Merge request", "mergeRequestUrl"));
            case none -> {}
        }
        String where = instance.graph().namespaced() ? " -n " + parameter(instance, Beside.NAMESPACE) : "";
        String command = "kubectl get %s.%s %s%s --watch"
                .formatted(instance.graph().plural(), instance.kind().group(), parameter(instance, Beside.NAME), where);
        return output.set(
                        "text",
                        JsonArray.of(JsonObject.builder()
                                .set("title", "What happens now")
                                .set(
                                        "content",
                                        "When the manifest has reached the cluster, this shows how far it is: `%s`"
                                                .formatted(command))
                                .build()))
                .build();
    }

    private static JsonArray link(String title, String output) {
        return JsonArray.of(JsonObject.builder()
                .set("title", title)
                .set("url", Nunjucks.print("steps.publish.output." + output))
                .build());
    }
}
