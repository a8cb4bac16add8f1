package run.trellis.object;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceAccountTest {

    @Test
    void aNameIsMeantInTheNamespaceOfTheInstance() {
        ServiceAccount account = ServiceAccount.parse("deployer").orElseThrow();
        assertThat(account.of("team-a").orElseThrow().userName()).isEqualTo("system:serviceaccount:team-a:deployer");
        assertThat(account.of("")).isEmpty();
    }

    @Test
    void aNamespaceThatIsGivenHolds() {
        ServiceAccount account = ServiceAccount.parse("platform/deployer").orElseThrow();
        assertThat(account.of("team-a").orElseThrow().userName()).isEqualTo("system:serviceaccount:platform:deployer");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "/", "a/", "/a", "a/b/c", "A", "a b", "system:serviceaccount:a:b", "-a", "a\nb", "a.b/c"})
    void anythingElseIsNoAccount(String text) {
        assertThat(ServiceAccount.parse(text)).isEmpty();
    }
}
