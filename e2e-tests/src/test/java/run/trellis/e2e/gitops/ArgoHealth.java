package run.trellis.e2e.gitops;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.luaj.vm2.Globals;
import org.luaj.vm2.LoadState;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.compiler.LuaC;
import org.luaj.vm2.lib.BaseLib;
import org.luaj.vm2.lib.PackageLib;
import org.luaj.vm2.lib.TableLib;
import run.trellis.document.Documents;
import run.trellis.e2e.TestUser;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonBoolean;
import run.trellis.json.JsonDecimal;
import run.trellis.json.JsonInteger;
import run.trellis.json.JsonNull;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonString;
import run.trellis.object.Manifest;

/// The health checks of `argocd-cm.yaml`, run as Argo CD runs them: with the base, package and table libraries alone,
/// numbers as floating point, nulls as nothing, and the object in the global variable `obj`.
public final class ArgoHealth {
    private static final Set<String> KNOWN =
            Set.of("Healthy", "Progressing", "Degraded", "Suspended", "Missing", "Unknown");

    private final Map<String, String> scripts;

    private ArgoHealth(Map<String, String> scripts) {
        this.scripts = scripts;
    }

    /// The checks of a ConfigMap of the project.
    public static ArgoHealth of(String file) {
        Manifest map = TestUser.manifests(TestUser.read(file)).getFirst();
        String customizations =
                map.body().string("data", "resource.customizations").orElseThrow();
        JsonObject checks = (JsonObject) Documents.parse(file, customizations)
                .orElseThrow()
                .getFirst()
                .root()
                .json();
        Map<String, String> scripts = new LinkedHashMap<>();
        checks.fields()
                .forEach((kind, check) -> scripts.put(
                        kind, ((JsonObject) check).string("health.lua").orElseThrow()));
        return new ArgoHealth(scripts);
    }

    /// What Argo CD shows for an object. An entry of its own kind goes before one for its whole group.
    public Verdict of(Manifest object) {
        String group = object.gvk().group();
        String script = scripts.getOrDefault(group + "/" + object.gvk().kind(), script(group + "/*"));
        return run(script, object);
    }

    /// The check for one kind, or for `<group>/*`.
    String script(String kind) {
        return Optional.ofNullable(scripts.get(kind)).orElseThrow(() -> new AssertionError("no check for " + kind));
    }

    /// The kinds for which there is a check.
    Set<String> kinds() {
        return scripts.keySet();
    }

    static Verdict run(String script, Manifest object) {
        Globals globals = new Globals();
        globals.load(new BaseLib());
        globals.load(new PackageLib());
        globals.load(new TableLib());
        LoadState.install(globals);
        LuaC.install(globals);
        globals.set("obj", lua(object.body()));
        LuaValue result = globals.load(script, "health.lua").call();
        String status = result.get("status").checkjstring();
        if (!KNOWN.contains(status)) {
            throw new AssertionError("Argo CD knows no health " + status);
        }
        return new Verdict(status, result.get("message").optjstring(""));
    }

    private static LuaValue lua(Json value) {
        return switch (value) {
            case JsonNull _ -> LuaValue.NIL;
            case JsonBoolean truth -> LuaValue.valueOf(truth.value());
            case JsonInteger number -> LuaValue.valueOf((double) number.value());
            case JsonDecimal number -> LuaValue.valueOf(number.value());
            case JsonString text -> LuaValue.valueOf(text.value());
            case JsonArray list ->
                LuaTable.listOf(list.items().stream().map(ArgoHealth::lua).toArray(LuaValue[]::new));
            case JsonObject object -> {
                LuaTable table = new LuaTable();
                object.fields().forEach((field, item) -> table.set(field, lua(item)));
                yield table;
            }
        };
    }
}
