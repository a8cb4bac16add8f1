/// Schemas: SimpleSchema to structural schema to CRD, and the schemas of all kinds that a graph uses.
///
/// In: document trees (SimpleSchema, CRD files, OpenAPI documents). Out: [StructuralSchema], [KindSchema],
/// [Schemas], CRDs as JSON, differences between CRDs, and findings about an instance. It never fetches a schema
/// itself.
@NullMarked
package run.trellis.schema;

import org.jspecify.annotations.NullMarked;
