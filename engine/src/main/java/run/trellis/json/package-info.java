/// JSON as immutable values.
///
/// In: text, or values made with the records. Out: [Json], a sealed tree in which every case can be matched, and
/// text in
/// a stable form. It knows nothing of YAML, of positions in a file, or of Kubernetes, and it never hands out
/// anything that can be changed.
@NullMarked
package run.trellis.json;

import org.jspecify.annotations.NullMarked;
