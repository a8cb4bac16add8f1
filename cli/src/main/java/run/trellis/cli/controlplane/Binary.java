package run.trellis.cli.controlplane;

import java.util.List;

/// The programs of a control plane, each in the one version that Trellis is tested with: this is the only table of
/// them.
///
/// Each comes from a Go module whose `go.mod` and `go.sum` are resources beside this class, so that every machine
/// builds
/// the same thing.
public enum Binary {
    ETCD("etcd", "etcd", "go.etcd.io/etcd/server/v3", "3.6.6"),
    KUBE_APISERVER("kube-apiserver", "kubernetes", "k8s.io/kubernetes/cmd/kube-apiserver", "1.36.1"),
    KUBE_CONTROLLER_MANAGER(
            "kube-controller-manager", "kubernetes", "k8s.io/kubernetes/cmd/kube-controller-manager", "1.36.1"),
    KWOK("kwok", "kwok", "sigs.k8s.io/kwok/cmd/kwok", "0.8.0"),
    KUBECTL("kubectl", "kubernetes", "k8s.io/kubernetes/cmd/kubectl", "1.36.1");

    private final String fileName;
    private final String module;
    private final String goPackage;
    private final String version;

    Binary(String fileName, String module, String goPackage, String version) {
        this.fileName = fileName;
        this.module = module;
        this.goPackage = goPackage;
        this.version = version;
    }

    /// The program's file name, the same in every folder.
    public String fileName() {
        return fileName;
    }

    /// The pinned version, without a leading `v`.
    public String version() {
        return version;
    }

    /// The folder of the Go module among this package's resources.
    String module() {
        return module;
    }

    /// What `go build` is asked for.
    String goPackage() {
        return goPackage;
    }

    /// Linker flags. Without a version, kube-apiserver calls itself v0.0.0, and clients then behave oddly.
    String linkerFlags() {
        if (!module.equals("kubernetes")) {
            return "-s -w";
        }
        List<String> numbers = List.of(version.split("\\."));
        String variable = " -X k8s.io/component-base/version.";
        return "-s -w" + variable + "gitVersion=v" + version + variable + "gitMajor=" + numbers.get(0) + variable
                + "gitMinor=" + numbers.get(1);
    }

    /// The name of the cache folder: it changes whenever one of the versions does.
    static String versions() {
        return "kubernetes-%s_etcd-%s_kwok-%s".formatted(KUBE_APISERVER.version, ETCD.version, KWOK.version);
    }
}
