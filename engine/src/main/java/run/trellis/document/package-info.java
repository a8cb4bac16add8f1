/// YAML and JSON text as trees that remember where everything stood, and values as YAML text.
///
/// In: text and the name of its file. Out: [Document]s of [Node]s with the place of every key and value, or
/// diagnostics;
/// and YAML text in a stable form. It knows nothing of Kubernetes, never reads a file, and never lets a hostile
/// text (deep, huge, multiplied by aliases) use more than [DocumentLimits] allows.
@NullMarked
package run.trellis.document;

import org.jspecify.annotations.NullMarked;
