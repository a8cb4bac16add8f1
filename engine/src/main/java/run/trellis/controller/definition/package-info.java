/// Makes a kind out of every ResourceGraphDefinition.
///
/// In: definitions, their revisions and CRDs as the API server has them. Out: compiled graphs in the registry,
/// CRDs, revisions, and on each definition a status that says what became of it. It knows nothing of instances
/// beyond whether some exist, and it never takes a graph that works out of service because of an edit that does
/// not.
@NullMarked
package run.trellis.controller.definition;

import org.jspecify.annotations.NullMarked;
