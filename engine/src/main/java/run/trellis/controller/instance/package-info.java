/// Instances: observe, plan, act, say so.
///
/// In: published graphs and what watches tell. Out: requests to the API server, as plans ask for them, and the
/// status of each instance. It holds no rule of its own about resources, and it knows nothing of definitions.
@NullMarked
package run.trellis.controller.instance;

import org.jspecify.annotations.NullMarked;
