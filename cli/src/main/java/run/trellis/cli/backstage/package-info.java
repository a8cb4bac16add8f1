/// A form in Backstage for the instances of a definition.
///
/// In: a compiled graph, and whom the template belongs to and where manifests go. Out: the files of a software
/// template as texts: the form, the skeleton of an instance, the entity of the catalog. What a user fills in can
/// become nothing but a value in the manifest. It reads and writes no file, and knows no rule that the CRD does not
/// have.
@NullMarked
package run.trellis.cli.backstage;

import org.jspecify.annotations.NullMarked;
