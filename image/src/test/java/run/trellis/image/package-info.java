/// What holds of the image: its bytes, its layout, and that it runs.
@NullMarked
package run.trellis.image;

import org.jspecify.annotations.NullMarked;
