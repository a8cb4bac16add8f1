/// Tests of what the cluster room computes; what it sends is tried on a real API server.
@NullMarked
package run.trellis.cluster;

import org.jspecify.annotations.NullMarked;
