package run.trellis.e2e.benchmark;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import run.trellis.object.GroupVersionKind;

/// The definitions and instances that are measured.
public final class Workload {
    static final GroupVersionKind CHAIN = new GroupVersionKind("kro.run", "v1alpha1", "BenchChain");
    static final GroupVersionKind DEEP = new GroupVersionKind("kro.run", "v1alpha1", "BenchDeep");
    static final GroupVersionKind WIDE = new GroupVersionKind("kro.run", "v1alpha1", "BenchWide");
    static final GroupVersionKind MANY = new GroupVersionKind("kro.run", "v1alpha1", "BenchMany");
    static final GroupVersionKind BLOB = new GroupVersionKind("kro.run", "v1alpha1", "BenchBlob");
    static final GroupVersionKind CONFIG_MAP = new GroupVersionKind("", "v1", "ConfigMap");
    static final GroupVersionKind DEPLOYMENT = new GroupVersionKind("apps", "v1", "Deployment");
    static final GroupVersionKind SERVICE = new GroupVersionKind("", "v1", "Service");
    static final GroupVersionKind INGRESS = new GroupVersionKind("networking.k8s.io", "v1", "Ingress");
    static final String NAMESPACE = "default";

    private Workload() {}

    /// A ConfigMap, a Deployment, a Service and an Ingress, each reading the one before. Without replicas, so that no
    /// other controller's work is measured with it.
    ///
    /// @param text what the ConfigMap says, to make a change
    public static String chain(String text) {
        return chain(text, "");
    }

    /// The same, and the instance's status tells what the Ingress' status tells.
    static String chainThatReadsStatus(String text) {
        return chain(text, ", address: '${ingress.?status.?loadBalancer.?ingress[?0].?hostname.orValue(\"\")}'");
    }

    private static String chain(String text, String status) {
        return """
                apiVersion: kro.run/v1alpha1
                kind: ResourceGraphDefinition
                metadata: {name: bench-chain}
                spec:
                  schema:
                    apiVersion: v1alpha1
                    kind: BenchChain
                    spec: {name: string | required=true, image: string | default=nginx}
                    status: {ingress: '${ingress.metadata.name}'%s}
                  resources:
                    - id: config
                      template:
                        apiVersion: v1
                        kind: ConfigMap
                        metadata: {name: '${schema.spec.name}'}
                        data: {text: '%s', name: '${schema.spec.name}'}
                    - id: deployment
                      template:
                        apiVersion: apps/v1
                        kind: Deployment
                        metadata: {name: '${config.metadata.name}'}
                        spec:
                          replicas: 0
                          selector: {matchLabels: {app: '${schema.spec.name}'}}
                          template:
                            metadata: {labels: {app: '${schema.spec.name}'}}
                            spec:
                              containers:
                                - name: main
                                  image: ${schema.spec.image}
                                  envFrom: [{configMapRef: {name: '${config.metadata.name}'}}]
                    - id: service
                      template:
                        apiVersion: v1
                        kind: Service
                        metadata: {name: '${deployment.metadata.name}'}
                        spec:
                          selector: ${deployment.spec.selector.matchLabels}
                          ports: [{port: 80}]
                    - id: ingress
                      template:
                        apiVersion: networking.k8s.io/v1
                        kind: Ingress
                        metadata: {name: '${service.metadata.name}'}
                        spec:
                          rules:
                            - host: ${schema.spec.name}.example.com
                              http:
                                paths:
                                  - path: /
                                    pathType: Prefix
                                    backend: {service: {name: '${service.metadata.name}', port: {number: 80}}}
                """.formatted(status, text);
    }

    /// ConfigMaps, each reading the one before.
    public static String deep(int levels) {
        return graph(
                "BenchDeep",
                "bench-deep",
                IntStream.range(0, levels)
                        .mapToObj(i ->
                                map("n" + i, i == 0 ? "${schema.spec.name}" : "${n%d.data.value}".formatted(i - 1)))
                        .collect(Collectors.joining()));
    }

    /// ConfigMaps that read nothing of each other.
    public static String wide(int nodes) {
        return graph(
                "BenchWide",
                "bench-wide",
                IntStream.range(0, nodes)
                        .mapToObj(i -> map("n" + i, "${schema.spec.name}"))
                        .collect(Collectors.joining()));
    }

    /// A collection of ConfigMaps.
    static String many() {
        return graph("BenchMany", "bench-many", """
                - id: cells
                  forEach:
                    - cell: ${lists.range(schema.spec.count)}
                  template:
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: '${schema.metadata.name}-${string(cell)}'}
                """);
    }

    /// One ConfigMap of this many bytes, another text for each instance.
    static String blob(int bytes) {
        return graph(
                "BenchBlob",
                "bench-blob",
                map("blob", "${schema.metadata.name}" + "0123456789abcdef".repeat(bytes / 16)));
    }

    /// One object of a kind that stands for KubeRay's RayService.
    ///
    /// @param number of the copy of its CRD
    /// @param text what it says, to make a change
    static String ray(int number, String text) {
        return graph("BenchRay" + number, "bench-ray-" + number, """
                - id: service
                  template:
                    apiVersion: %s
                    kind: RayService
                    metadata: {name: '${schema.metadata.name}', annotations: {text: '%s'}}
                    spec:
                      serveConfigV2: ${schema.spec.name}
                      rayClusterConfig:
                        rayVersion: 2.46.0
                        headGroupSpec:
                          rayStartParams: {dashboard-host: 0.0.0.0}
                          template:
                            spec:
                              containers: [{name: head, image: '${schema.spec.name}'}]
                """.formatted(
                        RayCrds.kind(number).apiVersion(), text));
    }

    static GroupVersionKind ray(int number) {
        return new GroupVersionKind("kro.run", "v1alpha1", "BenchRay" + number);
    }

    private static String graph(String kind, String name, String resources) {
        return """
                apiVersion: kro.run/v1alpha1
                kind: ResourceGraphDefinition
                metadata: {name: %s}
                spec:
                  schema:
                    apiVersion: v1alpha1
                    kind: %s
                    spec: {name: string | default=x, count: integer | default=0}
                  resources:
                %s
                """.formatted(name, kind, resources.indent(4));
    }

    private static String map(String id, String value) {
        return """
                - id: %s
                  template:
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: '${schema.metadata.name}-%s'}
                    data: {value: '%s'}
                """.formatted(id, id, value);
    }

    /// An instance of such a definition.
    ///
    /// @param spec its fields in YAML's flow form
    public static String instance(GroupVersionKind kind, String name, String spec) {
        return "{apiVersion: kro.run/v1alpha1, kind: %s, metadata: {name: %s, namespace: default}, spec: {%s}}"
                .formatted(kind.kind(), name, spec);
    }
}
