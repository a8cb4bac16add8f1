/// What the end-to-end tests stand on: a real control plane, Trellis on it, and a user.
///
/// In: definitions and instances as YAML. Out: what the API server then says. It mocks nothing and sleeps for
/// nothing.
@NullMarked
package run.trellis.e2e;

import org.jspecify.annotations.NullMarked;
