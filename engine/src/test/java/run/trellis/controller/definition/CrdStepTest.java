package run.trellis.controller.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static run.trellis.controller.definition.Definitions.json;
import static run.trellis.controller.definition.Definitions.manifest;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import run.trellis.controller.definition.CrdStep.Create;
import run.trellis.controller.definition.CrdStep.Current;
import run.trellis.controller.definition.CrdStep.Patch;
import run.trellis.controller.definition.CrdStep.Refused;
import run.trellis.json.JsonNull;
import run.trellis.json.JsonObject;
import run.trellis.object.KroNames;
import run.trellis.object.Manifest;

class CrdStepTest {
    private static final Manifest DESIRED = crd("'description':'the name'");

    private static Manifest crd(String facts) {
        return manifest("""
                {'apiVersion':'apiextensions.k8s.io/v1','kind':'CustomResourceDefinition',
                 'metadata':{'name':'webapps.kro.run','labels':{'kro.run/owned':'true',
                   'kro.run/resource-graph-definition-name':'web-app',
                   'kro.run/resource-graph-definition-id':'uid-1'}},
                 'spec':{'group':'kro.run','scope':'Namespaced','names':{'kind':'WebApp','plural':'webapps'},
                   'versions':[{'name':'v1alpha1','served':true,'storage':true,'schema':{'openAPIV3Schema':
                     {'type':'object','properties':{'spec':{'type':'object',%s}}}}}]}}""".formatted(facts));
    }

    private static Manifest labelled(Manifest crd, String label, String value) {
        return crd.withMetadata(Map.of(label, value), Map.of());
    }

    private static CrdStep decide(Manifest live) {
        return CrdStep.decide(DESIRED, Optional.of(live), false);
    }

    @Test
    void aMissingCrdIsCreated() {
        assertThat(CrdStep.decide(DESIRED, Optional.empty(), false)).isEqualTo(new Create(DESIRED));
    }

    @Test
    void whatTheApiServerAddsIsNoDifference() {
        Manifest live = new Manifest(DESIRED.body()
                .with(
                        "spec",
                        DESIRED.body().object("spec").orElseThrow().with("conversion", json("{'strategy':'None'}"))));
        assertThat(decide(live)).isEqualTo(new Current());
    }

    @Test
    void everyDifferenceIsRolledOut() {
        assertThat(decide(crd("'description':'an older text'"))).isInstanceOf(Patch.class);
        assertThat(decide(crd("'description':'the name','x-kubernetes-preserve-unknown-fields':true")))
                .isInstanceOf(Patch.class);
    }

    @Test
    void theIdOfTheDefinitionIsRefreshed() {
        assertThat(decide(labelled(DESIRED, KroNames.DEFINITION_ID, "an-earlier-uid")))
                .isInstanceOf(Patch.class);
    }

    @Test
    void aPatchTakesAwayNamesThatAreNotWantedAnyMore() {
        CrdStep step = decide(crd("'description':'an older text'"));
        assertThat(((Patch) step).patch().at("spec", "names", "shortNames")).contains(JsonNull.NULL);
    }

    @Test
    void aCrdOfSomebodyElseIsNotTouched() {
        CrdStep step = decide(labelled(DESIRED, KroNames.OWNED, "false"));
        assertThat(((Refused) step).because())
                .isEqualTo("CRD webapps.kro.run already exists and is not owned by KRO;"
                        + " delete it, or choose another kind or group");
    }

    @Test
    void aCrdOfAnotherDefinitionIsNotTouched() {
        CrdStep step = decide(labelled(DESIRED, KroNames.DEFINITION_NAME, "winner"));
        assertThat(((Refused) step).because())
                .isEqualTo("CRD webapps.kro.run is owned by another ResourceGraphDefinition winner;"
                        + " choose another kind or group");
    }

    @Test
    void aCrdThatAnOldKroMadeIsKnownByItsManager() {
        JsonObject metadata = json("{'name':'webapps.kro.run','labels':{'app.kubernetes.io/managed-by':'kro'}}");
        Manifest old = new Manifest(DESIRED.body().with("metadata", metadata));
        assertThat(CrdStep.isOwned(old)).isTrue();
        assertThat(decide(old)).isInstanceOf(Patch.class);
    }

    @Test
    void breakingChangesAreRefusedUnlessTheAuthorForcesThem() {
        Manifest live = crd("'description':'the name','properties':{'size':{'type':'integer'}}");
        assertThat(decide(live))
                .isEqualTo(new Refused("cannot update CRD webapps.kro.run: breaking changes detected:"
                        + " property spec.size was removed"));
        assertThat(CrdStep.decide(DESIRED, Optional.of(live), true)).isInstanceOf(Patch.class);
    }
}
