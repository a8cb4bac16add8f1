package run.trellis.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import run.trellis.diagnostic.Code;
import run.trellis.diagnostic.Diagnostic;
import run.trellis.diagnostic.DiagnosticText;
import run.trellis.diagnostic.FieldPath;
import run.trellis.diagnostic.Position;

/// Colours are for terminals only, and change no letter.
class ColourTest {
    private static final Diagnostic FINDING = Diagnostic.error(
                    Code.UNKNOWN_MEMBER, "rgd.yaml", FieldPath.of("spec", "x"), "schema.spec.x does not exist")
            .at(new Position(3, 7))
            .cure("write schema.spec.y");

    @Test
    void a_process_without_a_terminal_has_none() {
        assertThat(Style.ofThisProcess()).isEqualTo(new Style(false));
    }

    @Test
    void without_colours_a_finding_is_the_engines_text() {
        assertThat(FindingsText.block(FINDING, new Style(false))).isEqualTo(DiagnosticText.block(FINDING));
    }

    @Test
    void with_colours_a_finding_has_the_same_letters() {
        String coloured = FindingsText.block(FINDING, new Style(true));

        assertThat(coloured).contains("\u001b[31merror\u001b[0m");
        assertThat(coloured.replaceAll("\u001b\\[[0-9]+m", "")).isEqualTo(DiagnosticText.block(FINDING));
    }
}
