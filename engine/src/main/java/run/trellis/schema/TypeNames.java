package run.trellis.schema;

import run.trellis.schema.StructuralSchema.Type;

/// Types in a user's words.
final class TypeNames {

    private TypeNames() {}

    static String of(Type type) {
        return switch (type) {
            case Type.Text _ -> "string";
            case Type.WholeNumber _ -> "integer";
            case Type.Decimal _ -> "number";
            case Type.Truth _ -> "boolean";
            case Type.IntOrString _ -> "integer or string";
            case Type.Items items -> "list of " + of(items.items().type());
            case Type.Entries entries -> "map of " + of(entries.values().type());
            case Type.Fields _ -> "object";
            case Type.Any _ -> "any value";
        };
    }
}
