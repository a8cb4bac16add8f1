package run.trellis.cli.controlplane;

/// What to start.
///
/// @param auditLog whether kube-apiserver writes every request, at level Metadata, to [ControlPlane#auditLog()]
/// @param controllerManager whether kube-controller-manager runs: garbage collection, namespaces, Deployments
public record ControlPlaneOptions(boolean auditLog, boolean controllerManager) {
    /// etcd, kube-apiserver and kube-controller-manager, no audit log.
    public static ControlPlaneOptions defaults() {
        return new ControlPlaneOptions(false, true);
    }

    /// The same with an audit log.
    public ControlPlaneOptions withAuditLog() {
        return new ControlPlaneOptions(true, controllerManager);
    }
}
