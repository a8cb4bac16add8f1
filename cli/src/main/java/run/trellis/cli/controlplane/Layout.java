package run.trellis.cli.controlplane;

import java.nio.file.Path;

/// The files of one control plane.
record Layout(Path folder) {
    Path etcdData() {
        return folder.resolve("etcd");
    }

    /// kube-apiserver creates its certificate here on its first start, and uses it again after a restart.
    Path certificates() {
        return folder.resolve("certificates");
    }

    /// The certificate with the authority that signed it.
    Path servingCertificate() {
        return certificates().resolve("apiserver.crt");
    }

    Path tokens() {
        return folder.resolve("tokens.csv");
    }

    Path signingKey() {
        return folder.resolve("service-accounts.pem");
    }

    Path checkingKey() {
        return folder.resolve("service-accounts.pub");
    }

    Path kubeconfig() {
        return folder.resolve("kubeconfig.yaml");
    }

    Path auditPolicy() {
        return folder.resolve("audit-policy.yaml");
    }

    Path auditLog() {
        return folder.resolve("audit.log");
    }
}
