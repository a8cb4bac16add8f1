/// Measures controllers that serve the same definitions, side by side on the same kind of API server.
///
/// In: commands that start a controller. Out: medians of what it cost, as a table, as JSON and as a picture. It sees
/// a controller as its users and its API server do (watch events, the audit log, /proc), and knows none of them.
@NullMarked
package run.trellis.e2e.benchmark;

import org.jspecify.annotations.NullMarked;
