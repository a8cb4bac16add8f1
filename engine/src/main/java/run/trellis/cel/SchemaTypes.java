package run.trellis.cel;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.CelTypes;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.ConcurrentHashMap;
import run.trellis.schema.StructuralSchema;
import run.trellis.schema.StructuralSchema.Facts;

/// CEL types for structural schemas, made when the checker first asks for them, and the way back.
// The maps only remember what was computed once from immutable schemas.
@SuppressWarnings("Immutable")
final class SchemaTypes implements CelTypeProvider {
    private static final String PREFIX = "__type_";

    private final Map<String, CelType> types = new ConcurrentHashMap<>();
    private final Map<String, StructuralSchema> schemas = new ConcurrentHashMap<>();

    /// The type of the value of a name.
    CelType declare(String name, StructuralSchema schema) {
        return type(PREFIX + name, schema);
    }

    @Override
    public ImmutableCollection<CelType> types() {
        return ImmutableList.copyOf(types.values());
    }

    @Override
    public Optional<CelType> findType(String name) {
        return RuntimeFunctions.CONDITION.name().equals(name)
                ? Optional.of(RuntimeFunctions.CONDITION)
                : Optional.ofNullable(types.get(name));
    }

    private CelType type(String name, StructuralSchema schema) {
        return switch (schema.type()) {
            case StructuralSchema.Type.Text _ -> text(schema.facts().format().orElse(""));
            case StructuralSchema.Type.WholeNumber _ -> SimpleType.INT;
            case StructuralSchema.Type.Decimal _ -> SimpleType.DOUBLE;
            case StructuralSchema.Type.Truth _ -> SimpleType.BOOL;
            case StructuralSchema.Type.IntOrString _, StructuralSchema.Type.Any _ -> SimpleType.DYN;
            case StructuralSchema.Type.Items items -> ListType.create(type(name + "[]", items.items()));
            case StructuralSchema.Type.Entries entries ->
                MapType.create(SimpleType.STRING, type(name + "{}", entries.values()));
            case StructuralSchema.Type.Fields fields
            when fields.preserveUnknown() && fields.properties().isEmpty() -> SimpleType.DYN;
            case StructuralSchema.Type.Fields fields -> struct(name, schema, fields);
        };
    }

    private CelType struct(String name, StructuralSchema schema, StructuralSchema.Type.Fields fields) {
        if (fields.preserveUnknown()) {
            return SimpleType.DYN;
        }
        schemas.put(name, schema);
        return types.computeIfAbsent(
                name,
                _ -> StructType.create(
                        name,
                        ImmutableSet.copyOf(fields.properties().keySet()),
                        field -> Optional.ofNullable(fields.properties().get(field))
                                .map(property -> type(name + "." + field, property))));
    }

    private static CelType text(String format) {
        return switch (format) {
            case "byte" -> SimpleType.BYTES;
            case "date-time", "date" -> SimpleType.TIMESTAMP;
            case "duration" -> SimpleType.DURATION;
            default -> SimpleType.STRING;
        };
    }

    /// The schema of a result type, for the status of an instance: shapes without constraints.
    StructuralSchema schemaOf(CelType type) {
        return switch (type.kind()) {
            case BOOL -> plain(new StructuralSchema.Type.Truth());
            case INT, UINT -> plain(new StructuralSchema.Type.WholeNumber());
            case DOUBLE -> plain(new StructuralSchema.Type.Decimal());
            case STRING -> plain(new StructuralSchema.Type.Text());
            case BYTES -> formatted("byte");
            case TIMESTAMP -> formatted("date-time");
            case LIST -> plain(new StructuralSchema.Type.Items(schemaOf(((ListType) type).elemType()), "", List.of()));
            case MAP -> plain(new StructuralSchema.Type.Entries(schemaOf(((MapType) type).valueType())));
            case STRUCT ->
                Optional.ofNullable(schemas.get(type.name()))
                        .map(SchemaTypes::bare)
                        .orElse(StructuralSchema.ANY);
            case DYN, ANY, NULL_TYPE, ERROR, UNSPECIFIED, TYPE_PARAM -> StructuralSchema.ANY;
            // kro's words: a CRD that it made for the same definition is the same.
            default -> StructuralSchema.open("unknown CEL type: " + CelTypes.format(type));
        };
    }

    /// The same shape without defaults, constraints and required fields: a status is what it is.
    private static StructuralSchema bare(StructuralSchema schema) {
        StructuralSchema.Type type = switch (schema.type()) {
            case StructuralSchema.Type.Fields fields -> {
                SequencedMap<String, StructuralSchema> properties = new LinkedHashMap<>();
                fields.properties().forEach((name, property) -> properties.put(name, bare(property)));
                yield new StructuralSchema.Type.Fields(properties, List.of(), fields.preserveUnknown(), false);
            }
            case StructuralSchema.Type.Items items ->
                new StructuralSchema.Type.Items(bare(items.items()), "", List.of());
            case StructuralSchema.Type.Entries entries -> new StructuralSchema.Type.Entries(bare(entries.values()));
            case StructuralSchema.Type.Text text -> text;
            case StructuralSchema.Type.WholeNumber number -> number;
            case StructuralSchema.Type.Decimal decimal -> decimal;
            case StructuralSchema.Type.Truth truth -> truth;
            case StructuralSchema.Type.IntOrString either -> either;
            case StructuralSchema.Type.Any any -> any;
        };
        return plain(type);
    }

    private static StructuralSchema plain(StructuralSchema.Type type) {
        return new StructuralSchema(type, Facts.NONE);
    }

    private static StructuralSchema formatted(String format) {
        Facts none = Facts.NONE;
        return new StructuralSchema(
                new StructuralSchema.Type.Text(),
                new Facts(
                        Optional.of(format),
                        none.description(),
                        none.defaultValue(),
                        none.nullable(),
                        none.allowed(),
                        none.minimum(),
                        none.maximum(),
                        none.pattern(),
                        none.minLength(),
                        none.maxLength(),
                        none.minItems(),
                        none.maxItems(),
                        none.rules()));
    }
}
