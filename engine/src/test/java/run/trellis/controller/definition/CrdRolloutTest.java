package run.trellis.controller.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static run.trellis.controller.definition.Definitions.manifest;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import run.trellis.controller.definition.DefinitionStatus.Kind;
import run.trellis.object.Manifest;

class CrdRolloutTest {

    private static Optional<Manifest> crd(String conditions) {
        return Optional.of(manifest("""
                {'apiVersion':'apiextensions.k8s.io/v1','kind':'CustomResourceDefinition',
                 'metadata':{'name':'webapps.kro.run'},
                 'status':{'acceptedNames':{'kind':'WebApp'},'conditions':[%s]}}""".formatted(conditions)));
    }

    @Test
    void aCrdStandsOnceItIsEstablished() {
        assertThat(CrdRollout.stand(crd("{'type':'Established','status':'True'}")))
                .isEqualTo(new Kind.Established("WebApp"));
        assertThat(CrdRollout.stand(crd(""))).isEqualTo(new Kind.Establishing("webapps.kro.run"));
    }

    @Test
    void namesThatAnotherCrdHasAreAFailureInTheServersWords() {
        assertThat(CrdRollout.stand(
                        crd("{'type':'NamesAccepted','status':'False','message':'\"webapps\" is already in use'}"
                                .replace("\"", "*"))))
                .isEqualTo(new Kind.Failed("CRD webapps.kro.run: *webapps* is already in use"));
    }
}
