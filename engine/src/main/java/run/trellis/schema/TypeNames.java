package run.trellis.schema;

/// Types in a user's words.
final class TypeNames {

    private TypeNames() {}

    static String of(StructuralSchema.Type type) {
        return switch (type) {
            case StructuralSchema.Type.Text _ -> "string";
            case StructuralSchema.Type.WholeNumber _ -> "integer";
            case StructuralSchema.Type.Decimal _ -> "number";
            case StructuralSchema.Type.Truth _ -> "boolean";
            case StructuralSchema.Type.IntOrString _ -> "integer or string";
            case StructuralSchema.Type.Items items ->
                "list of " + of(items.items().type());
            case StructuralSchema.Type.Entries entries ->
                "map of " + of(entries.values().type());
            case StructuralSchema.Type.Fields _ -> "object";
            case StructuralSchema.Type.Any _ -> "any value";
        };
    }
}
