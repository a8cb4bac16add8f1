/// The controller as a whole: everything wired together, started and stopped.
///
/// In: options and a connection. Out: a running controller that may lead or wait, and answers to health probes.
/// This is the only room that knows both definitions and instances; it holds no rule of either.
@NullMarked
package run.trellis.controller;

import org.jspecify.annotations.NullMarked;
