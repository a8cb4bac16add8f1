/// A real Kubernetes control plane on this machine, for `trellis demo`, `trellis dev` and the end-to-end tests.
///
/// In: where to look for the binaries, and what to start. Out: etcd, kube-apiserver, kube-controller-manager and,
/// when asked, kwok as child processes on loopback, and a kubeconfig for them. It never leaves a process or a
/// folder behind, whatever happens to this JVM, and never touches the user's own kubeconfig, cluster or `GOFLAGS`.
@NullMarked
package run.trellis.cli.controlplane;

import org.jspecify.annotations.NullMarked;
