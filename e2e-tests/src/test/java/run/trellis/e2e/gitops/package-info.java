/// What Argo CD and Flux think of an object: their health checks, run as they run them, without a cluster.
///
/// In: the files of docs/gitops and an object. Out: a verdict with its words. It must never know how the object came
/// to be as it is; that is the business of the stories.
@NullMarked
package run.trellis.e2e.gitops;

import org.jspecify.annotations.NullMarked;
