/// Expressions: what stands in `${…}`.
///
/// In: text with its place, a [Scope] of typed names, what the place [Expectation]s. Out: [Program]s that turn
/// JSON into JSON, or diagnostics with the culprit marked. Evaluation never throws, never does I/O and never sees
/// the time; no type of cel-java leaves this room.
@NullMarked
package run.trellis.cel;

import org.jspecify.annotations.NullMarked;
