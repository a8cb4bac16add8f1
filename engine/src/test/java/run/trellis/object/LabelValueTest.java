package run.trellis.object;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LabelValueTest {

    @Test
    void aNameThatFitsStaysWhatItIs() {
        assertThat(LabelValue.of("web")).isEqualTo("web");
        assertThat(LabelValue.of("a".repeat(63))).isEqualTo("a".repeat(63));
    }

    @Test
    void longNamesAreCutAndStayApart() {
        String one = LabelValue.of("a".repeat(100) + "1");
        String two = LabelValue.of("a".repeat(100) + "2");
        assertThat(one).hasSize(63).startsWith("aaaa").isNotEqualTo(two);
        assertThat(LabelValue.of("a".repeat(100) + "1")).isEqualTo(one);
    }

    @Test
    void whatIsCutEndsAsALabelMayEnd() {
        assertThat(LabelValue.of("a".repeat(52) + "..." + "b".repeat(50))).matches("a{52}-[0-9a-f]{8}");
    }
}
