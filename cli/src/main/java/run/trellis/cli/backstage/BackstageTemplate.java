package run.trellis.cli.backstage;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import run.trellis.document.Yaml;
import run.trellis.graph.CompiledGraph;

/// A software template of Backstage (`scaffolder.backstage.io/v1beta3`) for the instances of a definition.
///
/// @param files the texts of its files by their paths, in the order in which a reader wants them
public record BackstageTemplate(SequencedMap<String, String> files) {

    public BackstageTemplate {
        files = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(files));
    }

    /// The template of a definition. The same graph and options give the same texts.
    public static BackstageTemplate of(CompiledGraph graph, BackstageOptions options) {
        Instance instance = Instance.of(graph);
        SequencedMap<String, String> files = new LinkedHashMap<>();
        files.put("template.yaml", Yaml.write(TemplateEntity.of(instance, options)));
        files.put("skeleton/manifests/" + instance.word() + ".yaml", Skeleton.manifest(instance));
        files.put("skeleton/catalog-info.yaml", CatalogInfo.component(instance));
        files.put("catalog-info.yaml", Yaml.write(CatalogInfo.location(instance)));
        return new BackstageTemplate(files);
    }
}
