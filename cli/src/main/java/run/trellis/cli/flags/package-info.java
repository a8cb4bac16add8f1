/// How the controller is told how to run.
///
/// In: flags, environment variables, a config file. Out: options of the engine, or everything that is wrong with what
/// was given, each with the place it came from and a suggestion. Names and defaults are kro's where kro has the same
/// thing. It starts nothing.
@NullMarked
package run.trellis.cli.flags;

import org.jspecify.annotations.NullMarked;
