package run.trellis.object;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import run.trellis.object.ApplySet.Inventory;

class ApplySetTest {
    private static final GroupKind WEB_APP = new GroupKind("kro.run", "WebApp");
    private static final String ID = "applyset-9sHw3-6HBl2VO07VeDzfkQhwSs1_MRB3IBzTC1N-yt8-v1";

    @Test
    void theIdIsThatOfKro() {
        assertThat(ApplySet.id(new ObjectKey(WEB_APP, "default", "my-app"))).isEqualTo(ID);
        assertThat(ApplySet.id(new ObjectKey(WEB_APP, "", "my-app")))
                .isEqualTo("applyset-Kp3ikhJaK9rcXpgWP5cGultGKDirfD9JfN-uVyh5_E8-v1");
    }

    @Test
    void theInventoryHashIsThatOfKro() {
        assertThat(Inventory.of(List.of(), List.of()).hash(ID))
                .isEqualTo("sha256:1x81nrdBKkkUPEzaYT1v309p4r3tgUOrQIEfnPqY2ig");
        assertThat(Inventory.of(
                                List.of(new GroupKind("apps", "Deployment"), new GroupKind("", "ConfigMap")),
                                List.of("ns2", "ns1"))
                        .hash(ID))
                .isEqualTo("sha256:56g5jHLI92VyO1UpTq4hl5shOMerU8D9qgf0ak2gjcA");
    }

    @Test
    void whatIsRecordedIsReadAgain() {
        Inventory inventory = Inventory.of(
                List.of(new GroupKind("apps", "Deployment"), new GroupKind("", "Secret")), List.of("a", "b"));
        Manifest bare = new Manifest(run.trellis.json.JsonObject.builder()
                .set("apiVersion", "kro.run/v1alpha1")
                .set("kind", "WebApp")
                .set(
                        "metadata",
                        run.trellis.json.JsonObject.builder().set("name", "x").build())
                .build());
        assertThat(Inventory.recordedBy(bare.withMetadata(java.util.Map.of(), inventory.annotations(ID, "1.0.0"))))
                .isEqualTo(inventory);
        assertThat(Inventory.recordedBy(bare)).isEqualTo(Inventory.of(List.of(), List.of()));
    }
}
