package run.trellis.cli.backstage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What people read above a field.
class WordsTest {

    @ParameterizedTest
    @CsvSource({
        "name,Name",
        "rayServeFile,Ray serve file",
        "tlsSecretName,TLS secret name",
        "externalURL,External URL",
        "apiURLPath,API URL path",
        "gpu,GPU",
        "my-field,My field",
        "my_field.x,My field x",
        "gitlab,GitLab",
        "x2y,X2y",
        "-,-"
    })
    void a_name_becomes_a_title(String name, String title) {
        assertThat(Words.title(name)).isEqualTo(title);
    }

    @Test
    void a_name_that_is_taken_is_made_longer() {
        assertThat(Words.free("owner", Set.of("owner", "owner_")::contains)).isEqualTo("owner__");
    }
}
