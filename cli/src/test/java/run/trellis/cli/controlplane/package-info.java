/// The control plane against real processes; the search for its binaries against folders, scripts and servers of
/// ours.
@NullMarked
package run.trellis.cli.controlplane;

import org.jspecify.annotations.NullMarked;
