/// Several files, checked as one: definitions that use each other's kinds, and instances of them.
///
/// In: documents, and a function that knows the schemas of kinds. Out: compiled graphs, and everything that is wrong,
/// in the order of files and lines. It reads no file, prints nothing, and adds no rule of its own to the engine's
/// except those that need more than one document.
@NullMarked
package run.trellis.cli.workspace;

import org.jspecify.annotations.NullMarked;
