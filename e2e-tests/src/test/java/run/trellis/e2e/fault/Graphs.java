package run.trellis.e2e.fault;

import java.util.List;
import run.trellis.object.GroupVersionKind;

/// The graphs that are disturbed, and what becomes of an instance of each in its life.
enum Graphs {
    /// Four children, each of which needs the one before.
    Chain("{text: a}", "{text: b}", "{text: b, extra: true}"),
    /// A collection that grows and shrinks, a child that comes and goes, one that others share and that stays.
    Bouquet("{names: [a, b, c]}", "{names: [b, d], extra: true}", "{names: [b], extra: false}");

    static final String CHAIN = """
            apiVersion: kro.run/v1alpha1
            kind: ResourceGraphDefinition
            metadata: {name: chain.kro.run}
            spec:
              schema:
                apiVersion: v1alpha1
                kind: Chain
                spec: {text: string, extra: 'boolean | default=false'}
                status: {host: '${ingress.spec.rules[0].host}', text: '${settings.data.text}'}
              resources:
                - id: settings
                  template:
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: '${schema.metadata.name}-settings'}
                    data: {text: '${schema.spec.text}'}
                - id: web
                  template:
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata: {name: '${schema.metadata.name}-web', annotations: {text: '${settings.data.text}'}}
                    spec:
                      replicas: 0
                      selector: {matchLabels: {app: web}}
                      template:
                        metadata: {labels: {app: web}}
                        spec: {containers: [{name: web, image: web}]}
                - id: service
                  template:
                    apiVersion: v1
                    kind: Service
                    metadata: {name: '${schema.metadata.name}-service', annotations: {web: '${web.metadata.name}'}}
                    spec: {selector: {app: web}, ports: [{port: 80}]}
                - id: ingress
                  template:
                    apiVersion: networking.k8s.io/v1
                    kind: Ingress
                    metadata: {name: '${schema.metadata.name}-ingress'}
                    spec:
                      rules:
                        - host: ${settings.data.text}.example.com
                          http:
                            paths:
                              - path: /
                                pathType: Prefix
                                backend: {service: {name: '${service.metadata.name}', port: {number: 80}}}
                - id: extra
                  includeWhen: ['${schema.spec.extra}']
                  template:
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: '${schema.metadata.name}-extra'}
                    data: {ingress: '${ingress.metadata.name}'}
            """;

    static final String BOUQUET = """
            apiVersion: kro.run/v1alpha1
            kind: ResourceGraphDefinition
            metadata: {name: bouquet.kro.run}
            spec:
              schema:
                apiVersion: v1alpha1
                kind: Bouquet
                spec: {names: '[]string', extra: 'boolean | default=false'}
                status: {flowers: '${flowers.map(f, f.metadata.name)}'}
              resources:
                - id: shared
                  lifecycle: ${policy().withShared().withRetain()}
                  template:
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: vase}
                    data: {material: glass}
                - id: flowers
                  forEach: [{name: '${schema.spec.names}'}]
                  template:
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: '${schema.metadata.name}-${name}'}
                    data: {vase: '${shared.metadata.name}', name: '${name}'}
                - id: ribbon
                  includeWhen: ['${schema.spec.extra}']
                  template:
                    apiVersion: v1
                    kind: Secret
                    metadata: {name: '${schema.metadata.name}-ribbon'}
                    stringData: {flowers: '${string(size(flowers))}'}
            """;

    static final String SECOND_LEAF = """
                - id: second
                  template:
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: '${schema.metadata.name}-second'}
                    data: {first: '${first.metadata.name}'}
            """;

    /// A definition that is disturbed itself.
    static String seedling(String kind, String more) {
        return """
            apiVersion: kro.run/v1alpha1
            kind: ResourceGraphDefinition
            metadata: {name: %s.kro.run}
            spec:
              schema: {apiVersion: v1alpha1, kind: %s, spec: {text: string}}
              resources:
                - id: first
                  template:
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: '${schema.metadata.name}-first'}
                    data: {text: '${schema.spec.text}'}
            """.formatted(kind.toLowerCase(java.util.Locale.ROOT), kind) + more;
    }

    /// Looks like a child and belongs to nobody.
    static final String BYSTANDER = """
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: bystander
              namespace: %s
              labels: {kro.run/owned: "true", kro.run/instance-name: one, kro.run/node-id: settings}
            data: {text: mine}
            """;

    // A copy that nobody can change; Error Prone cannot see that without its annotation.
    @SuppressWarnings("ImmutableEnumChecker")
    private final List<String> specs;

    Graphs(String... specs) {
        this.specs = List.of(specs);
    }

    GroupVersionKind kind() {
        return new GroupVersionKind("kro.run", "v1alpha1", name());
    }

    /// The instance at a step of its life.
    String instance(int step, String namespace) {
        return "{apiVersion: kro.run/v1alpha1, kind: %s, metadata: {name: one, namespace: %s}, spec: %s}"
                .formatted(name(), namespace, specs.get(step));
    }
}
