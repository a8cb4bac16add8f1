package run.trellis.cli.controlplane;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The command lines of the children.
record Commands(Layout layout, Ports ports, ControlPlaneOptions options) {
    private static final String LOOPBACK = "127.0.0.1";

    /// Everything that deals with machines, volumes or clouds: there are none here, and each controller costs time
    /// at the start. The service account controllers only matter to pods that really run.
    private static final String CONTROLLERS = "*,-cloud-node-lifecycle-controller,-device-taint-eviction-controller"
            + ",-ephemeral-volume-controller,-node-ipam-controller,-node-lifecycle-controller,-node-route-controller"
            + ",-persistentvolume-attach-detach-controller,-persistentvolume-binder-controller"
            + ",-persistentvolume-expander-controller,-service-lb-controller,-taint-eviction-controller,-ttl-controller";

    List<String> etcd(Path program) {
        String client = "http://" + LOOPBACK + ":" + ports.etcdClient();
        String peer = "http://" + LOOPBACK + ":" + ports.etcdPeer();
        return List.of(
                program.toString(),
                "--name=trellis",
                "--data-dir=" + layout.etcdData(),
                "--listen-client-urls=" + client,
                "--advertise-client-urls=" + client,
                "--listen-peer-urls=" + peer,
                "--initial-advertise-peer-urls=" + peer,
                "--initial-cluster=trellis=" + peer,
                // The data need not survive the machine.
                "--unsafe-no-fsync");
    }

    List<String> apiServer(Path program) {
        List<String> command = new ArrayList<>(List.of(
                program.toString(),
                "--etcd-servers=http://" + LOOPBACK + ":" + ports.etcdClient(),
                "--bind-address=" + LOOPBACK,
                "--secure-port=" + ports.apiServer(),
                // Otherwise it asks for the default route, which a machine without network does not have.
                "--advertise-address=" + LOOPBACK,
                "--endpoint-reconciler-type=none",
                "--cert-dir=" + layout.certificates(),
                "--token-auth-file=" + layout.tokens(),
                "--authorization-mode=RBAC",
                "--allow-privileged=true",
                "--service-cluster-ip-range=10.96.0.0/16",
                "--service-account-issuer=https://kubernetes.default.svc",
                "--service-account-key-file=" + layout.checkingKey(),
                "--service-account-signing-key-file=" + layout.signingKey(),
                // Pods here have no service account: nothing runs in them that could use one.
                "--disable-admission-plugins=ServiceAccount",
                "--profiling=false"));
        if (options.auditLog()) {
            command.add("--audit-policy-file=" + layout.auditPolicy());
            command.add("--audit-log-path=" + layout.auditLog());
        }
        return command;
    }

    List<String> controllerManager(Path program) {
        return List.of(
                program.toString(),
                "--kubeconfig=" + layout.kubeconfig(),
                "--secure-port=0",
                // There is only one; leases would be noise in the audit log.
                "--leader-elect=false",
                "--root-ca-file=" + layout.servingCertificate(),
                "--service-account-private-key-file=" + layout.signingKey(),
                "--controllers=" + CONTROLLERS,
                "--profiling=false");
    }

    List<String> kwok(Path program, List<Path> stages) {
        List<String> command = new ArrayList<>(List.of(
                program.toString(),
                "--kubeconfig=" + layout.kubeconfig(),
                "--server-address=" + LOOPBACK + ":" + ports.kwok(),
                "--manage-all-nodes=true",
                "--node-lease-duration-seconds=0"));
        for (Path stage : stages) {
            command.add("--config=" + stage.toAbsolutePath());
        }
        return command;
    }
}
