package run.trellis.e2e;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import run.trellis.cli.controlplane.ControlPlane;
import run.trellis.cli.controlplane.ControlPlaneBinaries;
import run.trellis.cli.controlplane.ControlPlaneOptions;

/// The control plane of `trellis dev`.
record EmbeddedApiServer(ControlPlane controlPlane) implements ApiServer {

    static EmbeddedApiServer start(ControlPlaneBinaries binaries) throws IOException {
        return new EmbeddedApiServer(
                ControlPlane.start(binaries, ControlPlaneOptions.defaults().withAuditLog()));
    }

    @Override
    public Path kubeconfig() {
        return controlPlane.kubeconfig();
    }

    @Override
    public Path auditLog() {
        return controlPlane.auditLog().orElseThrow();
    }

    @Override
    public void play(List<Path> stages) throws IOException {
        controlPlane.startKwok(stages.toArray(Path[]::new));
    }

    @Override
    public void restart() throws IOException {
        controlPlane.restartApiServer();
    }

    @Override
    public void restartStore(Duration away) throws IOException {
        controlPlane.restartEtcd(away);
    }

    @Override
    public void close() {
        controlPlane.close();
    }
}
