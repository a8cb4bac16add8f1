/// Kubernetes as values: kinds, keys, manifests, labels, ApplySets, the server's answers.
///
/// In: JSON. Out: immutable values with the field's names for what is in them. It has no client, reads no clock and
/// opens no connection; what a label or an annotation is called is said here and nowhere else.
@NullMarked
package run.trellis.object;

import org.jspecify.annotations.NullMarked;
