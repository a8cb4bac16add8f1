/// Backstage's templates, seen by Backstage: its template engine and its form checks, and the API server after
/// them.
///
/// In: definitions and answers to forms. Out: what users would get. Node runs what Backstage runs; without Node
/// these tests are skipped and say so.
@NullMarked
package run.trellis.e2e.backstage;

import org.jspecify.annotations.NullMarked;
