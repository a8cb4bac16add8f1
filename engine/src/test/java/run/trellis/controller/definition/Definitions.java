package run.trellis.controller.definition;

import run.trellis.json.JsonObject;
import run.trellis.json.JsonText;
import run.trellis.object.Manifest;

/// Objects for the tests of this room.
final class Definitions {

    private Definitions() {}

    static JsonObject json(String text) {
        return (JsonObject) JsonText.parse(text.replace('\'', '"'));
    }

    static Manifest manifest(String text) {
        return new Manifest(json(text));
    }

    static Manifest webApp() {
        return webApp("web-app");
    }

    static Manifest webApp(String name) {
        return manifest("""
                {'apiVersion':'kro.run/v1alpha1','kind':'ResourceGraphDefinition',
                 'metadata':{'name':'%s','uid':'uid-1','generation':3,'creationTimestamp':'2026-11-20T10:00:00Z'},
                 'spec':{'schema':{'kind':'WebApp','apiVersion':'v1alpha1','spec':{'name':'string'}},
                         'resources':[{'id':'b','readyWhen':['${x}','${a}']},{'id':'a'}]}}""".formatted(name));
    }
}
