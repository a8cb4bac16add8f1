package run.trellis.cel;

import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.OptionalType;
import dev.cel.common.types.StructType;
import run.trellis.schema.StructuralSchema;

/// Whether a result type can stand where a schema is expected. What cannot be known before run time fits.
final class Fit {

    private Fit() {}

    static boolean fits(CelType type, StructuralSchema schema) {
        if (isUnknown(type)) {
            return true;
        }
        if (type instanceof OptionalType optional) {
            return fits(optional.parameters().getFirst(), schema);
        }
        return switch (schema.type()) {
            case StructuralSchema.Type.Any _ -> true;
            case StructuralSchema.Type.IntOrString _ ->
                type.kind() == CelKind.INT || type.kind() == CelKind.STRING || type.kind() == CelKind.DOUBLE;
            case StructuralSchema.Type.Text _ ->
                switch (schema.facts().format().orElse("")) {
                    case "byte" -> type.kind() == CelKind.BYTES || type.kind() == CelKind.STRING;
                    case "date-time", "date" -> type.kind() == CelKind.TIMESTAMP || type.kind() == CelKind.STRING;
                    case "duration" -> type.kind() == CelKind.DURATION || type.kind() == CelKind.STRING;
                    default -> type.kind() == CelKind.STRING;
                };
            case StructuralSchema.Type.WholeNumber _ -> type.kind() == CelKind.INT || type.kind() == CelKind.UINT;
            case StructuralSchema.Type.Decimal _ -> type.kind() == CelKind.DOUBLE || type.kind() == CelKind.INT;
            case StructuralSchema.Type.Truth _ -> type.kind() == CelKind.BOOL;
            case StructuralSchema.Type.Items items ->
                type instanceof ListType list && fits(list.elemType(), items.items());
            case StructuralSchema.Type.Entries entries -> entriesFit(type, entries.values());
            case StructuralSchema.Type.Fields fields -> fieldsFit(type, fields);
        };
    }

    /// A type in the words of schemas.
    static String name(CelType type) {
        return switch (type.kind()) {
            case INT, UINT -> "integer";
            case DOUBLE -> "number";
            case BOOL -> "boolean";
            case STRING -> "string";
            case BYTES -> "bytes";
            case TIMESTAMP -> "timestamp";
            case DURATION -> "duration";
            case LIST -> "list of " + name(((ListType) type).elemType());
            case MAP -> "map of " + name(((MapType) type).valueType());
            case STRUCT -> "object";
            default ->
                type instanceof OptionalType optional
                        ? "optional " + name(optional.parameters().getFirst())
                        : type.name();
        };
    }

    private static boolean entriesFit(CelType type, StructuralSchema values) {
        return switch (type) {
            case MapType map -> isText(map.keyType()) && fits(map.valueType(), values);
            case StructType struct -> struct.fields().stream().allMatch(field -> fits(field.type(), values));
            default -> false;
        };
    }

    private static boolean fieldsFit(CelType type, StructuralSchema.Type.Fields fields) {
        return switch (type) {
            case MapType map ->
                isText(map.keyType())
                        && (fields.preserveUnknown()
                                || fields.properties().values().stream()
                                        .allMatch(property -> fits(map.valueType(), property)));
            case StructType struct ->
                struct.fields().stream().allMatch(field -> {
                    StructuralSchema property = fields.properties().get(field.name());
                    return property == null ? fields.preserveUnknown() : fits(field.type(), property);
                });
            default -> false;
        };
    }

    private static boolean isText(CelType key) {
        return key.kind() == CelKind.STRING || isUnknown(key);
    }

    private static boolean isUnknown(CelType type) {
        return switch (type.kind()) {
            case DYN, ANY, NULL_TYPE, ERROR, TYPE_PARAM, UNSPECIFIED -> true;
            default -> false;
        };
    }
}
