/// The process's log: lines for people or for machines, on standard error.
///
/// In: a format and a level. Out: every line that the engine logs, with the graph, the instance and the node that it
/// is about. The only room that knows the library behind SLF4J; it writes no line itself and filters nothing.
@NullMarked
package run.trellis.cli.log;

import org.jspecify.annotations.NullMarked;
