package run.trellis.controller.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static run.trellis.controller.definition.Definitions.json;

import org.junit.jupiter.api.Test;

class SpecHashTest {
    private static final String PLAIN =
            "{'schema':{'kind':'W'},'resources':[{'id':'a'},{'id':'b','readyWhen':['${x}','${y}']}]}";

    private static String hash(String spec) {
        return SpecHash.of(json(spec));
    }

    @Test
    void theOrderOfResourcesAndOfTheirConditionsDoesNotCount() {
        assertThat(hash("{'resources':[{'readyWhen':['${y}','${x}'],'id':'b'},{'id':'a'}],'schema':{'kind':'W'}}"))
                .isEqualTo(hash(PLAIN));
    }

    @Test
    void aDefaultThatIsWrittenOutDoesNotCount() {
        assertThat(hash(PLAIN.replace("'kind':'W'", "'kind':'W','group':'kro.run','scope':'Namespaced'")))
                .isEqualTo(hash(PLAIN));
        assertThat(hash("{'schema':{'kind':'W'}}")).isEqualTo(hash("{'schema':{'kind':'W'},'resources':[]}"));
    }

    @Test
    void everythingElseCounts() {
        assertThat(hash(PLAIN.replace("${y}", "${z}"))).isNotEqualTo(hash(PLAIN));
        assertThat(hash(PLAIN.replace("'kind':'W'", "'kind':'W','group':'other'")))
                .isNotEqualTo(hash(PLAIN));
    }

    @Test
    void theOrderOfIteratorsCounts() {
        assertThat(hash("{'resources':[{'id':'a','forEach':[{'x':'1'},{'y':'2'}]}]}"))
                .isNotEqualTo(hash("{'resources':[{'id':'a','forEach':[{'y':'2'},{'x':'1'}]}]}"));
    }

    @Test
    void itFitsIntoALabel() {
        assertThat(hash(PLAIN)).matches("[0-9a-f]{16}");
    }
}
