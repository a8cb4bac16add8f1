/// What is wrong, where, and what to do about it.
///
/// In: facts that another room found. Out: [Diagnostic] values with a stable code, a place and a cure, [Outcome]
/// as the result of everything that can fail on bad input, and one text for the command line, conditions and
/// events. It never reads a file and never decides whether something is wrong.
@NullMarked
package run.trellis.diagnostic;

import org.jspecify.annotations.NullMarked;
