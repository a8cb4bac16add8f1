package run.trellis.object;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is known of a "no" beyond its words.
class RefusalTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Deployment.apps \"a\" is invalid: spec.selector: Invalid value: {}: field is immutable",
                "Service \"a\" is invalid: spec.clusterIPs[0]: Invalid value: [\"10.0.0.1\"]: may not change once set",
                "StatefulSet.apps \"a\" is invalid: spec: Forbidden: updates to statefulset spec for fields other than"
                        + " 'replicas' are forbidden",
                "PersistentVolumeClaim \"a\" is invalid: spec: Forbidden: spec is immutable after creation except"
            })
    void aFieldThatIsSetOnceIsRecognisedByTheServersWords(String words) {
        assertThat(new Refusal(422, "Invalid", words).isForGood()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"spec.replicas: Invalid value: -1: must be greater than or equal to 0", ""})
    void anyOtherMistakeCanBeCorrectedInPlace(String words) {
        assertThat(new Refusal(422, "Invalid", words).isForGood()).isFalse();
        assertThat(new Refusal(403, "Forbidden", "it is immutable").isForGood()).isFalse();
    }
}
