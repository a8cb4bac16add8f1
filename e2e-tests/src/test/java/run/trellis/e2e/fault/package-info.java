/// What goes wrong, and what others leave behind: after each story every instance is as an undisturbed one would be.
@NullMarked
package run.trellis.e2e.fault;

import org.jspecify.annotations.NullMarked;
