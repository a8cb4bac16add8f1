package run.trellis.cli.workspace;

import run.trellis.diagnostic.Outcome;
import run.trellis.document.Document;
import run.trellis.graph.CompiledGraph;
import run.trellis.graph.ResourceGraphDefinition.Reading;

/// A definition among the documents, and what the compiler made of it.
///
/// @param document where it stands
/// @param reading as much of it as could be read
/// @param graph the graph, or what is wrong
public record Definition(Document document, Reading reading, Outcome<CompiledGraph> graph) {

    /// `metadata.name`, if it could be read.
    public String name() {
        return reading.definition().map(definition -> definition.name()).orElse("(unnamed)");
    }
}
