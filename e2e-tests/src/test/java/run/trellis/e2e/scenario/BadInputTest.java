package run.trellis.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import run.trellis.cluster.Answer;
import run.trellis.document.Documents;
import run.trellis.e2e.RealCluster;
import run.trellis.e2e.ServerOfThisRun;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonDecimal;
import run.trellis.json.JsonNull;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonString;
import run.trellis.json.JsonText;
import run.trellis.object.GroupVersionKind;
import run.trellis.object.Manifest;

/// Every parameter of every Ray definition with every kind of wrong value: the API server refuses it and names the
/// parameter. Its words are agreed on in `bad-input/*.txt`, to be read as a user reads them.
@ServerOfThisRun.Needed
class BadInputTest extends Story {
    private static final Path FOLDER =
            RealCluster.PROJECT.resolve("e2e-tests/src/test/resources/run/trellis/e2e/bad-input");
    private static final Pattern REPEATED = Pattern.compile("(.)\\1{69,}");
    private static final Pattern NEXT_FINDING = Pattern.compile(", (?=spec[.:]|<nil>)");
    /// What the API server adds to every finding after which it looks no further. It is left out of the agreed words.
    private static final String NOT_ALL =
            ", <nil>: Invalid value: null: some validation rules were not checked because the"
                    + " object was invalid; correct the existing errors to complete validation";

    /// A definition, with the least that an instance must say.
    record Definition(GroupVersionKind kind, JsonObject spec) {

        static Definition of(String kind, String spec) {
            return new Definition(new GroupVersionKind("kro.run", "v1alpha1", kind), (JsonObject) JsonText.parse(spec));
        }

        @Override
        public String toString() {
            return kind.kind();
        }

        String folder() {
            return definitionName(kind.kind()).replace(".kro.run", "");
        }

        Manifest instance(Json withSpec) {
            return new Manifest(JsonObject.EMPTY
                    .with("apiVersion", Json.of("kro.run/v1alpha1"))
                    .with("kind", Json.of(kind.kind()))
                    .with(
                            "metadata",
                            JsonObject.EMPTY.with("name", Json.of("bad")).with("namespace", Json.of("default")))
                    .with("spec", withSpec));
        }

        Manifest with(List<String> path, Json value) {
            return instance(put(spec, path, value));
        }

        Manifest without(List<String> path) {
            return instance(remove(spec, path));
        }
    }

    static List<Definition> definitions() {
        return List.of(
                Definition.of("RayService", """
                        {"name": "bad", "namespace": "bad-input",
                         "gitlab": {"hostname": "gitlab.example.com", "username": "me"}}
                        """), Definition.of("RayCluster", """
                        {"name": "bad", "namespace": "bad-input"}
                        """), Definition.of("RayJob", """
                        {"name": "bad", "namespace": "bad-input", "entrypoint": "python train.py"}
                        """));
    }

    @BeforeAll
    void defineThem() {
        for (String plural : List.of("rayservices", "rayclusters", "rayjobs")) {
            cluster.applyFile("definitions/crds/ray.io_" + plural + ".yaml");
        }
        for (Definition definition : definitions()) {
            cluster.applyFile("definitions/" + definition.folder() + "/rgd.yaml");
        }
        for (Definition definition : definitions()) {
            cluster.awaitDefinition(definitionName(definition.kind.kind()), "Active");
        }
    }

    @ParameterizedTest
    @MethodSource("definitions")
    void everyWrongValueOfEveryParameterIsRefusedWithItsName(Definition definition) {
        Findings findings = new Findings(definition);
        JsonObject written =
                (JsonObject) Documents.parse(definition.folder(), read(FOLDER.resolve(definition.folder() + ".yaml")))
                        .orElseThrow()
                        .getFirst()
                        .root()
                        .json();
        written.fields()
                .forEach((parameter, cases) -> ((JsonObject) cases)
                        .fields()
                        .forEach((name, value) -> findings.refused(
                                parameter,
                                name + ": " + JsonText.write(value),
                                definition.with(path(parameter), value))));
        findings.derived(schema(definition), List.of());
        findings.changed();
        assertAgreed(FOLDER.resolve(definition.folder() + ".txt"), findings.text());
        assertThat(findings.complaints).isEmpty();
    }

    /// The longest name that is taken leaves room for what is added to it, by the definition and by KubeRay.
    @ParameterizedTest
    @MethodSource("definitions")
    void theLongestNameFitsIntoEveryNameThatIsMadeOfIt(Definition definition) {
        long most = schema(definition)
                .object("properties", "name")
                .flatMap(name -> name.integer("maxLength"))
                .orElseThrow();
        String name = "x".repeat((int) most);
        Manifest instance = definition.with(List.of("name"), Json.of(name));
        cluster.apply(JsonText.write(instance.body()));
        GroupVersionKind ray = new GroupVersionKind("ray.io", "v1", definition.kind.kind());
        cluster.await(ray, "bad-input", name, _ -> true);
        if (definition.folder().equals("rayservice")) {
            cluster.await(new GroupVersionKind("", "v1", "Service"), "bad-input", name + "-dashboard", _ -> true);
            cluster.await(
                    new GroupVersionKind("networking.k8s.io", "v1", "Ingress"), "bad-input", name + "-ray", _ -> true);
        }
        assertThat(most + "-serve-svc".length()).isLessThanOrEqualTo(63);
        cluster.delete(cluster.find(definition.kind, "default", "bad").orElseThrow());
        cluster.awaitGone(definition.kind, "default", "bad");
    }

    /// The one thing that the API server takes: kro's CRDs, and so these, do not require the spec itself. The instance
    /// says it then.
    @ParameterizedTest
    @MethodSource("definitions")
    void anInstanceWithoutASpecSaysWhatItMisses(Definition definition) {
        assertThat(cluster.create(new Manifest(
                        definition.instance(JsonObject.EMPTY).body().without("spec"))))
                .isInstanceOf(Answer.Done.class);
        Manifest found = cluster.await(
                definition.kind,
                "default",
                "bad",
                instance -> message(instance, "ResourcesReady").contains("needs spec of ${schema.spec."));
        cluster.delete(found);
        cluster.awaitGone(definition.kind, "default", "bad");
    }

    private JsonObject schema(Definition definition) {
        String crd = definition.folder() + "s.kro.run";
        JsonArray versions = cluster.find(CRD, "", crd)
                .flatMap(found -> found.body().array("spec", "versions"))
                .orElseThrow();
        return ((JsonObject) versions.items().getFirst())
                .object("schema", "openAPIV3Schema", "properties", "spec")
                .orElseThrow();
    }

    /// What the API server said, by parameter and case; and what it should not have said.
    private final class Findings {
        private final Definition definition;
        private final Map<String, List<String>> said = new TreeMap<>();
        private final List<String> complaints = new ArrayList<>();

        Findings(Definition definition) {
            this.definition = definition;
        }

        void refused(String parameter, String wrong, Manifest instance) {
            note(parameter, wrong, cluster.create(instance));
        }

        private void note(String parameter, String wrong, Answer answer) {
            String title = parameter + "  " + shortened(wrong);
            String words = switch (answer) {
                case Answer.Refused refused -> refused.refusal().message();
                case Answer.Done done -> {
                    cluster.delete(done.object());
                    cluster.awaitGone(definition.kind, "default", "bad");
                    yield "accepted";
                }
                case Answer.Unreachable unreachable -> unreachable.why();
            };
            if (!words.contains("spec" + (parameter.isEmpty() ? "" : "." + parameter))) {
                complaints.add(title + " -> " + shortened(words));
            }
            String subject = "%s.kro.run \"bad\" is invalid: ".formatted(definition.kind.kind());
            String findings = words.replace(subject, "")
                    .replaceFirst("^\\[", "")
                    .replaceFirst("]$", "")
                    .replace(NOT_ALL, "");
            said.computeIfAbsent(parameter, _ -> new ArrayList<>())
                    .add(title + "\n    "
                            + NEXT_FINDING.matcher(shortened(findings)).replaceAll("\n    ") + "\n");
        }

        /// What may not be changed.
        void changed() {
            Manifest instance = definition.instance(definition.spec);
            cluster.apply(JsonText.write(instance.body()));
            for (String parameter : definition.spec.fields().keySet()) {
                if (definition.spec.get(parameter).orElseThrow() instanceof JsonString) {
                    JsonObject patch =
                            JsonObject.EMPTY.with("spec", JsonObject.EMPTY.with(parameter, Json.of("another")));
                    note(parameter, "changed later", cluster.patch(instance, JsonText.write(patch)));
                }
            }
            cluster.delete(cluster.find(definition.kind, "default", "bad").orElseThrow());
            cluster.awaitGone(definition.kind, "default", "bad");
        }

        /// The wrong values that follow from the schema of a parameter, and of all below it. Every parameter is
        /// bounded.
        void derived(JsonObject schema, List<String> path) {
            String parameter = String.join(".", path);
            String type = schema.string("type").orElse("");
            switch (type) {
                case "object" -> {
                    wrong(path, "a text", Json.of("x"));
                    schema.array("required").orElse(JsonArray.EMPTY).items().forEach(field -> {
                        List<String> child = below(path, name(field));
                        refused(String.join(".", child), "missing", definition.without(child));
                        wrong(child, "nothing behind the colon", JsonNull.NULL);
                    });
                    schema.object("properties")
                            .orElse(JsonObject.EMPTY)
                            .fields()
                            .forEach((name, child) -> derived((JsonObject) child, below(path, name)));
                }
                case "array" -> {
                    JsonObject items = schema.object("items").orElseThrow();
                    wrong(path, "a text", Json.of("x"));
                    wrong(path, "a list of numbers", JsonArray.of(Json.of(1)));
                    bound(parameter, schema, "maxItems")
                            .forEach(most -> wrong(
                                    path,
                                    "%d items".formatted(most + 1),
                                    new JsonArray(Collections.nCopies((int) most.longValue() + 1, Json.of("x")))));
                    bound(parameter, items, "maxLength")
                            .forEach(most -> wrong(
                                    path,
                                    "an item of %d characters".formatted(most + 1),
                                    JsonArray.of(Json.of("x".repeat((int) most.longValue() + 1)))));
                }
                case "string" -> {
                    wrong(path, "a number", Json.of(1));
                    wrong(path, "a list", JsonArray.of(Json.of("x")));
                    bound(parameter, schema, "maxLength")
                            .forEach(most -> wrong(
                                    path,
                                    "%d characters".formatted(most + 1),
                                    Json.of("x".repeat((int) most.longValue() + 1))));
                }
                case "integer" -> {
                    wrong(path, "a text", Json.of("x"));
                    wrong(path, "a share", new JsonDecimal(0.5));
                    bound(parameter, schema, "minimum").forEach(least -> wrong(path, "too small", Json.of(least - 1)));
                    bound(parameter, schema, "maximum").forEach(most -> wrong(path, "too large", Json.of(most + 1)));
                }
                case "boolean" -> {
                    wrong(path, "a text", Json.of("true"));
                    wrong(path, "a number", Json.of(1));
                }
                default -> complaints.add(parameter + " is a " + type + ", which nobody checks");
            }
        }

        private void wrong(List<String> path, String what, Json value) {
            refused(
                    String.join(".", path),
                    what,
                    path.isEmpty() ? definition.instance(value) : definition.with(path, value));
        }

        /// A limit that every schema of this type must have.
        private List<Long> bound(String parameter, JsonObject schema, String limit) {
            List<Long> found = schema.integer(limit).stream().toList();
            if (found.isEmpty()) {
                complaints.add(parameter + " has no " + limit);
            }
            return found;
        }

        String text() {
            StringBuilder text = new StringBuilder();
            said.values().forEach(cases -> cases.forEach(text::append));
            return text.toString();
        }
    }

    private static String shortened(String text) {
        return REPEATED.matcher(text)
                .replaceAll(run ->
                        "%s...(%d times)".formatted(run.group(1), run.group().length()));
    }

    private static List<String> path(String parameter) {
        return List.of(parameter.split("[.]"));
    }

    private static List<String> below(List<String> path, String field) {
        List<String> longer = new ArrayList<>(path);
        longer.add(field);
        return List.copyOf(longer);
    }

    private static String name(Json value) {
        return ((JsonString) value).value();
    }

    private static JsonObject put(JsonObject object, List<String> path, Json value) {
        String field = path.getFirst();
        return path.size() == 1
                ? object.with(field, value)
                : object.with(
                        field, put(object.object(field).orElse(JsonObject.EMPTY), path.subList(1, path.size()), value));
    }

    private static JsonObject remove(JsonObject object, List<String> path) {
        String field = path.getFirst();
        return path.size() == 1
                ? object.without(field)
                : object.with(
                        field, remove(object.object(field).orElse(JsonObject.EMPTY), path.subList(1, path.size())));
    }

    private static void assertAgreed(Path file, String text) {
        try {
            if (Boolean.getBoolean("golden.update")) {
                Files.writeString(file, text);
            }
            assertThat(text).as("as agreed in %s", file.getFileName()).isEqualTo(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        return RealCluster.read(RealCluster.PROJECT.relativize(file).toString());
    }
}
