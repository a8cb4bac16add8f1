/// Tests of the house as a whole, and what tests of several rooms share.
@NullMarked
package run.trellis;

import org.jspecify.annotations.NullMarked;
