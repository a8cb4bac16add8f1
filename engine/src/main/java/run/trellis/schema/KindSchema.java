package run.trellis.schema;

import run.trellis.object.GroupVersionKind;

/// One kind that an API server serves.
///
/// @param kind the kind
/// @param plural the name in URLs: `deployments`
/// @param namespaced whether its objects live in namespaces
/// @param schema the whole object, `metadata` included; [StructuralSchema#ANY] if only the kind is known
public record KindSchema(GroupVersionKind kind, String plural, boolean namespaced, StructuralSchema schema) {}
