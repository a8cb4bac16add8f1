package run.trellis.cel;

import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.OptionalType;
import dev.cel.common.types.StructType;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Function;
import run.trellis.schema.StructuralSchema;

/// Whether a result type can stand where a schema is expected. What cannot be known before run time fits.
///
/// @param types what the checker's names of objects stand for
record Fit(CelTypeProvider types) {

    /// A part of the result that cannot stand at its place.
    ///
    /// @param path where in the result; empty for the whole of it
    /// @param type what it is
    /// @param place what would be taken there; for a field that the place does not have, the place
    /// @param isUnknown whether it is such a field
    record Misfit(String path, CelType type, StructuralSchema place, boolean isUnknown) {}

    boolean fits(CelType type, StructuralSchema schema) {
        return misfit(type, schema).isEmpty();
    }

    /// The first part that does not fit.
    Optional<Misfit> misfit(CelType type, StructuralSchema schema) {
        return misfit("", type, schema);
    }

    private Optional<Misfit> misfit(String path, CelType type, StructuralSchema schema) {
        if (isUnknown(type)) {
            return Optional.empty();
        }
        if (type instanceof OptionalType optional) {
            return misfit(path, optional.parameters().getFirst(), schema);
        }
        return switch (schema.type()) {
            case StructuralSchema.Type.Items items
            when type instanceof ListType list -> misfit(path + "[]", list.elemType(), items.items());
            case StructuralSchema.Type.Entries entries
            when type instanceof MapType map && isText(map.keyType()) ->
                misfit(path + "[*]", map.valueType(), entries.values());
            case StructuralSchema.Type.Entries entries
            when struct(type).isPresent() ->
                first(
                        struct(type).get().fields(),
                        field -> misfit(below(path, field.name()), field.type(), entries.values()));
            case StructuralSchema.Type.Fields fields
            when type instanceof MapType map && isText(map.keyType()) ->
                fields.preserveUnknown()
                        ? Optional.empty()
                        : first(
                                fields.properties().values(),
                                property -> misfit(path + "[*]", map.valueType(), property));
            case StructuralSchema.Type.Fields fields
            when struct(type).isPresent() ->
                first(struct(type).get().fields(), field -> field(path, field, schema, fields));
            case StructuralSchema.Type other ->
                isTaken(type, other, schema) ? Optional.empty() : Optional.of(new Misfit(path, type, schema, false));
        };
    }

    private Optional<Misfit> field(
            String path, StructType.Field field, StructuralSchema schema, StructuralSchema.Type.Fields fields) {
        String at = below(path, field.name());
        StructuralSchema property = fields.properties().get(field.name());
        if (property != null) {
            return misfit(at, field.type(), property);
        }
        return fields.preserveUnknown() ? Optional.empty() : Optional.of(new Misfit(at, field.type(), schema, true));
    }

    private static <T> Optional<Misfit> first(Collection<T> parts, Function<T, Optional<Misfit>> misfit) {
        return parts.stream().map(misfit).flatMap(Optional::stream).findFirst();
    }

    private static String below(String path, String field) {
        return path.isEmpty() ? field : path + "." + field;
    }

    /// A checked expression names its objects and does not hold them.
    private Optional<StructType> struct(CelType type) {
        return type.kind() == CelKind.STRUCT
                ? types.findType(type.name())
                        .filter(StructType.class::isInstance)
                        .map(StructType.class::cast)
                : Optional.empty();
    }

    private static boolean isTaken(CelType type, StructuralSchema.Type place, StructuralSchema schema) {
        return switch (place) {
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
            case StructuralSchema.Type.Items _, StructuralSchema.Type.Entries _, StructuralSchema.Type.Fields _ ->
                false;
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
            case MAP -> map((MapType) type);
            case STRUCT -> "object";
            default ->
                type instanceof OptionalType optional
                        ? "optional " + name(optional.parameters().getFirst())
                        : type.name();
        };
    }

    private static String map(MapType map) {
        String values = name(map.valueType());
        return isText(map.keyType()) ? "map of " + values : "map from %s to %s".formatted(name(map.keyType()), values);
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
