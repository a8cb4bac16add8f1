/// The tests of the definition folders.
///
/// In: the folders beside this module's `pom.xml`, as a user sees them. Out: one test for each thing that they
/// promise. They need no cluster and no network, and they never look into the engine: what they use of it, any
/// program may use.
@NullMarked
package run.trellis.definitions;

import org.jspecify.annotations.NullMarked;
