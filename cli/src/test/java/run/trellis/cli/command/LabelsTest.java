package run.trellis.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import run.trellis.object.LabelSelector;

/// Selectors, as an API server answers them, on an object with the labels `app=web` and `tier=front`.
class LabelsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                        | true",
                "app=web                   | true",
                "app=shop                  | false",
                "app=web,tier=front        | true",
                "app=web,tier=back         | false",
                "tier in (back,front)      | true",
                "tier in (back,middle)     | false",
                "tier notin (back,middle)  | true",
                "tier notin (front)        | false",
                "zone notin (a)            | true",
                "zone in (a)               | false",
                "tier in (a,front),app=web | true",
                "app                       | true",
                "zone                      | false",
                "!zone                     | true",
                "!app                      | false",
            })
    void a_selector_selects(String selector, boolean selected) {
        assertThat(Labels.match(Map.of("app", "web", "tier", "front"), new LabelSelector(selector)))
                .isEqualTo(selected);
    }
}
