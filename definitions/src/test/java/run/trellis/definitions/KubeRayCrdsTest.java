package run.trellis.definitions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import run.trellis.diagnostic.DiagnosticText;
import run.trellis.schema.KindSchema;
import run.trellis.schema.Schemas;
import run.trellis.schema.StructuralSchema;

/// The short ray.io CRDs beside those of KubeRay, where somebody has put these: in `../shared/kuberay-crds` beside the
/// project, or in the folder that `-Dkuberay.crds` names.
class KubeRayCrdsTest {
    private static final Path SHORT = Path.of("crds").toAbsolutePath();
    private static final Path REAL = Path.of(System.getProperty("kuberay.crds", "../../shared/kuberay-crds"))
            .toAbsolutePath();

    @Test
    void everyDefinitionCompilesAgainstKubeRaysOwnCrds() {
        assumeThat(REAL).isDirectory();

        for (DefinitionFolder folder : DefinitionFolder.all()) {
            assertThat(Compiled.of(folder, REAL).findings())
                    .as(folder.name())
                    .extracting(DiagnosticText::block)
                    .isEmpty();
        }
    }

    @Test
    void theShortCrdsNameNothingThatKubeRayDoesNotHave() {
        assumeThat(REAL).isDirectory();
        Schemas real = Schemas.of(Compiled.kinds(REAL));
        List<String> differences = new ArrayList<>();

        for (KindSchema kind : Compiled.kinds(SHORT)) {
            compare(
                    kind.kind().kind(),
                    kind.schema(),
                    real.find(kind.kind()).orElseThrow().schema(),
                    differences);
        }

        assertThat(differences).isEmpty();
    }

    private static void compare(String path, StructuralSchema ours, StructuralSchema theirs, List<String> differences) {
        switch (ours.type()) {
            case StructuralSchema.Type.Fields fields
            when theirs.type() instanceof StructuralSchema.Type.Fields known ->
                fields.properties().forEach((name, field) -> {
                    StructuralSchema there = known.properties().get(name);
                    if (there == null) {
                        differences.add(path + "." + name + " is not there");
                    } else {
                        compare(path + "." + name, field, there, differences);
                    }
                });
            // Where the short CRD does not look inside, an object without fields stands for any.
            case StructuralSchema.Type.Fields fields when fields.properties().isEmpty() -> {}
            case StructuralSchema.Type.Items items
            when theirs.type() instanceof StructuralSchema.Type.Items known -> {
                if (!items.listType().equals(known.listType())
                        || !items.mapKeys().equals(known.mapKeys())) {
                    differences.add(path + " is another type of list");
                }
                compare(path + "[]", items.items(), known.items(), differences);
            }
            case StructuralSchema.Type.Entries(StructuralSchema values)
            when theirs.type() instanceof StructuralSchema.Type.Entries known ->
                compare(path + "{}", values, known.values(), differences);
            case StructuralSchema.Type other -> {
                if (!other.getClass().equals(theirs.type().getClass())) {
                    differences.add(path + " has another type");
                }
            }
        }
    }
}
