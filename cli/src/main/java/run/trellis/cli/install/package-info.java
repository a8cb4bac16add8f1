/// Putting Trellis on a cluster and taking it away, without Helm.
///
/// In: what Helm rendered from the chart's defaults, packaged with the CLI, and where to put it. Out: manifests, the
/// lines that tell what was done, and what stands in the way. It never renders a template, never touches what Helm
/// installed, and never takes the controller from instances unless it was told so.
@NullMarked
package run.trellis.cli.install;

import org.jspecify.annotations.NullMarked;
