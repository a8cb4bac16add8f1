package run.trellis.controller.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static run.trellis.controller.definition.Definitions.json;
import static run.trellis.controller.definition.Definitions.manifest;
import static run.trellis.controller.definition.Definitions.webApp;

import java.util.Map;
import org.junit.jupiter.api.Test;
import run.trellis.json.JsonText;
import run.trellis.object.KroNames;

class RevisionTest {

    @Test
    void aRevisionIsNamedAfterItsDefinitionAndCountsWithFiveDigits() {
        assertThat(Revision.name("web-app", 7)).isEqualTo("web-app-r00007");
        assertThat(Revision.name("web-app", 123456)).isEqualTo("web-app-r123456");
    }

    @Test
    void aNameThatIsTooLongIsCutAndMadeUnique() {
        String left = Revision.name("a".repeat(245) + ".left", 1);
        String right = Revision.name("a".repeat(245) + ".right", 1);
        assertThat(left)
                .hasSizeLessThanOrEqualTo(253)
                .matches("a+-r00001-[0-9a-f]{8}")
                .isNotEqualTo(right);
        assertThat(Revision.name("x" + ".".repeat(252), 1)).matches("x-r00001-[0-9a-f]{8}");
        assertThat(Revision.name(".".repeat(253), 1)).matches("gr-r00001-[0-9a-f]{8}");
    }

    @Test
    void aRevisionCarriesLabelsOwnerAndTheWholeSpec() {
        Revision revision = Revision.of(webApp(), 2, "v1");
        assertThat(revision.object().labels())
                .containsEntry(KroNames.OWNED, "true")
                .containsEntry(KroNames.VERSION, "v1")
                .containsEntry(KroNames.DEFINITION_NAME, "web-app")
                .containsKey(KroNames.REVISION_HASH);
        assertThat(revision.definition()).isEqualTo("web-app");
        assertThat(revision.snapshot()).isEqualTo(webApp().body().object("spec").orElseThrow());
        assertThat(revision.isOwnedBy(webApp())).isTrue();
        assertThat(Revision.read(revision.object())).contains(revision);
    }

    @Test
    void whetherARevisionIsOfASpecIsReadFromItsSnapshotAndNotFromItsLabel() {
        Revision foreign = Revision.read(Revision.of(webApp(), 1, "v1")
                        .object()
                        .withMetadata(Map.of(KroNames.REVISION_HASH, "another"), Map.of()))
                .orElseThrow();
        assertThat(foreign.isOf(webApp().body().object("spec").orElseThrow())).isTrue();
        assertThat(foreign.isOf(json("{'schema':{'kind':'Other'}}"))).isFalse();
    }

    @Test
    void adoptionReplacesTheReferenceToAnEarlierDefinitionOfTheSameName() {
        Revision orphan = Revision.read(manifest("""
                {'apiVersion':'internal.kro.run/v1alpha1','kind':'GraphRevision','metadata':{'name':'web-app-r00001',
                 'ownerReferences':[{'kind':'ResourceGraphDefinition','name':'web-app','uid':'old','controller':true},
                                    {'kind':'Team','name':'x','uid':'t'}]},
                 'spec':{'revision':1}}""")).orElseThrow();
        assertThat(orphan.isOwnedBy(webApp())).isFalse();
        String adopted = JsonText.write(orphan.adoptedBy(webApp()));
        assertThat(adopted).contains("\"uid\":\"t\"", "\"uid\":\"uid-1\"").doesNotContain("old");
    }
}
