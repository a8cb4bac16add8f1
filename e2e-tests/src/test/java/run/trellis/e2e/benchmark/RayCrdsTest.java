package run.trellis.e2e.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonText;
import run.trellis.object.Manifest;
import run.trellis.schema.CrdReader;
import run.trellis.schema.KindSchema;

class RayCrdsTest {

    @Test
    void theShortFormIsRepeatedUntilItIsAsLargeAsKubeRaysOwn() throws IOException {
        JsonObject shortForm = Bed.manifests(Files.readString(Path.of("../definitions/crds/ray.io_rayservices.yaml")))
                .getFirst()
                .body();
        List<Manifest> copies = RayCrds.copies(shortForm, 3);

        assertThat(copies)
                .extracting(Manifest::name)
                .containsExactly(
                        "rayservices.ray-00.bench.trellis.run",
                        "rayservices.ray-01.bench.trellis.run",
                        "rayservices.ray-02.bench.trellis.run");
        assertThat(copies)
                .allSatisfy(copy ->
                        assertThat(JsonText.write(copy.body()).length()).isBetween(RayCrds.BYTES, 2 * RayCrds.BYTES));
        assertThat(CrdReader.read(copies.get(2).body()))
                .extracting(KindSchema::kind)
                .containsExactly(RayCrds.kind(2));
    }

    @Test
    void whatIsLargeEnoughIsCopiedAsItIs() throws IOException {
        JsonObject shortForm = Bed.manifests(Files.readString(Path.of("../definitions/crds/ray.io_rayservices.yaml")))
                .getFirst()
                .body();
        JsonObject large = RayCrds.copies(shortForm, 1).getFirst().body();
        assertThat(RayCrds.copies(large, 1).getFirst().body()).isEqualTo(large);
    }
}
