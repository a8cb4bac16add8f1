/// Stories from the life of definitions and instances, each a test whose name says how it ends.
///
/// In: the control plane of the package above. Out: passed or failed. It looks only at what a user could see.
@NullMarked
package run.trellis.e2e.scenario;

import org.jspecify.annotations.NullMarked;
