/// Definitions and the graphs that they make.
///
/// In: a document tree and the schemas of the kinds that it names. Out: a [CompiledGraph], immutable and ready to
/// run, or everything that is wrong with the definition. It asks for schemas by
/// [ResourceGraphDefinition#requiredKinds] before it computes, and never calls back.
@NullMarked
package run.trellis.graph;

import org.jspecify.annotations.NullMarked;
