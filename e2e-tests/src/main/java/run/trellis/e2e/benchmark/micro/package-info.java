/// Measures the pure core: compiling, planning, evaluating (JMH).
///
/// In: a definition from the project and ones that are made for the purpose. Out: a table of the costs beside the size
/// of the graphs. Nothing here talks to a cluster.
@NullMarked
package run.trellis.e2e.benchmark.micro;

import org.jspecify.annotations.NullMarked;
