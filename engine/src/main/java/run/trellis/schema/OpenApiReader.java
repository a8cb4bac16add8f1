package run.trellis.schema;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonBoolean;
import run.trellis.json.JsonObject;
import run.trellis.object.GroupVersionKind;

/// Reads kinds from what an API server says of itself.
public final class OpenApiReader {

    private OpenApiReader() {}

    /// The asked kinds that one group and version serves.
    ///
    /// @param openApi the document of `/openapi/v3/apis/apps/v1` or `/openapi/v3/api/v1`
    /// @param discovery the APIResourceList of `/apis/apps/v1` or `/api/v1`: plural names and scopes
    /// @param asked the kinds to read; the rest of a document costs nothing
    public static List<KindSchema> read(JsonObject openApi, JsonObject discovery, Set<GroupVersionKind> asked) {
        JsonObject components = openApi.object("components", "schemas").orElse(JsonObject.EMPTY);
        Map<GroupVersionKind, JsonObject> schemas = byKind(components);
        List<KindSchema> kinds = new ArrayList<>();
        for (KindSchema served : served(discovery)) {
            if (asked.contains(served.kind())) {
                StructuralSchema schema = Optional.ofNullable(schemas.get(served.kind()))
                        .map(json -> new SchemaReader(components).schema(json))
                        .orElse(StructuralSchema.ANY);
                kinds.add(new KindSchema(served.kind(), served.plural(), served.namespaced(), schema));
            }
        }
        return kinds;
    }

    /// The kinds of an APIResourceList, schemas unknown; subresources left out.
    public static List<KindSchema> served(JsonObject discovery) {
        List<KindSchema> kinds = new ArrayList<>();
        String apiVersion = discovery.string("groupVersion").orElse("");
        for (Json resource :
                discovery.array("resources").orElse(JsonArray.EMPTY).items()) {
            if (!(resource instanceof JsonObject object)) {
                continue;
            }
            String plural = object.string("name").orElse("");
            boolean namespaced = object.get("namespaced").equals(Optional.of(new JsonBoolean(true)));
            GroupVersionKind.parse(apiVersion, object.string("kind").orElse(""))
                    .filter(_ -> !plural.isEmpty() && plural.indexOf('/') < 0)
                    .ifPresent(kind -> kinds.add(new KindSchema(kind, plural, namespaced, StructuralSchema.ANY)));
        }
        return kinds;
    }

    private static Map<GroupVersionKind, JsonObject> byKind(JsonObject components) {
        Map<GroupVersionKind, JsonObject> kinds = new LinkedHashMap<>();
        components.fields().forEach((_, schema) -> {
            if (schema instanceof JsonObject object) {
                for (Json name : object.array("x-kubernetes-group-version-kind")
                        .orElse(JsonArray.EMPTY)
                        .items()) {
                    if (name instanceof JsonObject kind) {
                        kinds.put(
                                new GroupVersionKind(
                                        kind.string("group").orElse(""),
                                        kind.string("version").orElse(""),
                                        kind.string("kind").orElse("")),
                                object);
                    }
                }
            }
        });
        return kinds;
    }
}
