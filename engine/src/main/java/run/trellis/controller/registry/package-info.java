/// The graphs in service.
///
/// In: compiled graphs from whoever compiles them. Out: for a kind the graph by which its instances are
/// reconciled, as an immutable snapshot that is swapped whole, and news of what changed. It compiles nothing,
/// keeps no history, and knows neither definitions nor instances as objects.
@NullMarked
package run.trellis.controller.registry;

import org.jspecify.annotations.NullMarked;
