/// How Trellis gets onto a cluster: the chart and `trellis install`.
///
/// In: the chart's folder, values files, a real API server. Out: what Helm renders, held against files and against
/// the API server's strict validation, and a controller that runs with exactly the rights that the chart gives. It
/// never takes another Helm than the pinned one.
@NullMarked
package run.trellis.e2e.install;

import org.jspecify.annotations.NullMarked;
