/// The API server, and the only room that knows its client.
///
/// In: manifests, kinds, selectors. Out: [Answer]s, objects without their managed fields, schemas, streams of
/// changes. It takes no decision: it does not retry for ever, compare or cache objects, and it hands out no type
/// of the client.
@NullMarked
package run.trellis.cluster;

import org.jspecify.annotations.NullMarked;
