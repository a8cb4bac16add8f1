package run.trellis.schema;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import run.trellis.diagnostic.Code;
import run.trellis.diagnostic.FieldPath;
import run.trellis.diagnostic.Suggestion;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonBoolean;
import run.trellis.json.JsonDecimal;
import run.trellis.json.JsonInteger;
import run.trellis.json.JsonNull;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonString;
import run.trellis.json.JsonText;
import run.trellis.schema.StructuralSchema.Facts;

/// Compares a value with a schema, as the API server does. For one use.
final class ValueCheck {
    private final List<Problem> problems = new ArrayList<>();

    private ValueCheck() {}

    /// One way in which a value does not fit; `path` starts at the value.
    record Problem(Code code, FieldPath path, String found, String expected, String cure) {}

    static List<Problem> problems(Json value, StructuralSchema schema) {
        ValueCheck check = new ValueCheck();
        check.value(value, schema, FieldPath.ROOT);
        return check.problems;
    }

    private void value(Json value, StructuralSchema schema, FieldPath at) {
        if (value == JsonNull.NULL) {
            if (!schema.facts().nullable() && !(schema.type() instanceof StructuralSchema.Type.Any)) {
                wrongType(value, schema, at);
            }
            return;
        }
        boolean fits = switch (schema.type()) {
            case StructuralSchema.Type.Any _ -> true;
            case StructuralSchema.Type.Text _ -> value instanceof JsonString;
            case StructuralSchema.Type.WholeNumber _ -> value instanceof JsonInteger || isWhole(value);
            case StructuralSchema.Type.Decimal _ -> value instanceof JsonInteger || value instanceof JsonDecimal;
            case StructuralSchema.Type.Truth _ -> value instanceof JsonBoolean;
            case StructuralSchema.Type.IntOrString _ ->
                value instanceof JsonString || value instanceof JsonInteger || value instanceof JsonDecimal;
            case StructuralSchema.Type.Items _ -> value instanceof JsonArray;
            case StructuralSchema.Type.Entries _, StructuralSchema.Type.Fields _ -> value instanceof JsonObject;
        };
        if (!fits) {
            wrongType(value, schema, at);
            return;
        }
        facts(value, schema.facts(), at);
        switch (value) {
            case JsonArray array
            when schema.type() instanceof StructuralSchema.Type.Items items -> items(array, items, at);
            case JsonObject object
            when schema.type() instanceof StructuralSchema.Type.Fields fields -> fields(object, fields, at);
            case JsonObject object
            when schema.type() instanceof StructuralSchema.Type.Entries(StructuralSchema values) ->
                object.fields().forEach((key, entry) -> value(entry, values, at.field(key)));
            case Json _ -> {}
        }
    }

    private static boolean isWhole(Json value) {
        return value instanceof JsonDecimal(double number) && number == Math.rint(number) && Math.abs(number) < 0x1p63;
    }

    private void items(JsonArray array, StructuralSchema.Type.Items items, FieldPath at) {
        for (int i = 0; i < array.items().size(); i++) {
            Json item = array.items().get(i);
            value(item, items.items(), at.index(i));
            if (items.listType().equals("set") && array.items().indexOf(item) < i) {
                add(
                        Code.INVALID_VALUE,
                        at.index(i),
                        show(item) + " appears twice in the list",
                        "every item once",
                        "remove one of the two");
            }
        }
    }

    private void fields(JsonObject object, StructuralSchema.Type.Fields fields, FieldPath at) {
        for (String name : fields.required()) {
            if (object.get(name).isEmpty()) {
                String type = Optional.ofNullable(fields.properties().get(name))
                        .map(schema -> schema.type().words())
                        .orElse("any value");
                add(
                        Code.MISSING_FIELD,
                        at.field(name),
                        "the required field `%s` is missing".formatted(name),
                        type,
                        "add the field " + name);
            }
        }
        object.fields().forEach((name, value) -> {
            StructuralSchema schema = fields.properties().get(name);
            if (schema != null) {
                value(value, schema, at.field(name));
            } else if (!fields.preserveUnknown()) {
                unknown(name, fields, at);
            }
        });
    }

    private void unknown(String name, StructuralSchema.Type.Fields fields, FieldPath at) {
        add(
                Code.UNKNOWN_FIELD,
                at.field(name),
                "there is no field `%s`".formatted(name),
                fields.properties().isEmpty()
                        ? "an object without fields"
                        : "one of: " + String.join(", ", fields.properties().keySet()),
                Suggestion.nearest(name, fields.properties().keySet())
                        .map("write "::concat)
                        .orElse("remove the field"));
    }

    private void facts(Json value, Facts facts, FieldPath at) {
        if (!facts.allowed().isEmpty() && !facts.allowed().contains(value)) {
            List<String> allowed =
                    facts.allowed().stream().map(ValueCheck::show).toList();
            Optional<String> near = value instanceof JsonString(String text)
                    ? Suggestion.nearest(
                            text,
                            facts.allowed().stream()
                                    .filter(JsonString.class::isInstance)
                                    .map(item -> ((JsonString) item).value())
                                    .toList())
                    : Optional.empty();
            add(
                    Code.INVALID_VALUE,
                    at,
                    show(value) + " is not allowed",
                    "one of: " + String.join(", ", allowed),
                    near.map("write "::concat).orElse("choose one of them"));
        }
        switch (value) {
            case JsonInteger(long number) -> range((double) number, facts, at, value);
            case JsonDecimal(double number) -> range(number, facts, at, value);
            case JsonString(String text) -> text(text, facts, at);
            case JsonArray array -> size(array.items().size(), "items", facts.minItems(), facts.maxItems(), at);
            case JsonObject _, JsonBoolean _, JsonNull _ -> {}
        }
    }

    private void range(double number, Facts facts, FieldPath at, Json value) {
        facts.minimum()
                .filter(minimum -> number < minimum)
                .ifPresent(minimum -> add(
                        Code.INVALID_VALUE,
                        at,
                        show(value) + " is too small",
                        "at least " + number(minimum),
                        "write a number from %s upwards".formatted(number(minimum))));
        facts.maximum()
                .filter(maximum -> number > maximum)
                .ifPresent(maximum -> add(
                        Code.INVALID_VALUE,
                        at,
                        show(value) + " is too large",
                        "at most " + number(maximum),
                        "write a number up to " + number(maximum)));
    }

    private void text(String text, Facts facts, FieldPath at) {
        size(text.codePointCount(0, text.length()), "characters", facts.minLength(), facts.maxLength(), at);
        facts.pattern()
                .filter(pattern -> !matches(pattern, text))
                .ifPresent(pattern -> add(
                        Code.INVALID_VALUE,
                        at,
                        show(Json.of(text)) + " does not match the pattern",
                        "text that matches " + pattern,
                        "write a value of that form"));
    }

    /// A pattern that RE2 cannot read is the API server's affair.
    private static boolean matches(String pattern, String text) {
        try {
            return Pattern.compile(pattern).matcher(text).find();
        } catch (PatternSyntaxException _) {
            return true;
        }
    }

    private void size(long size, String what, Optional<Long> least, Optional<Long> most, FieldPath at) {
        least.filter(limit -> size < limit)
                .ifPresent(limit -> add(
                        Code.INVALID_VALUE,
                        at,
                        "%d %s are too few".formatted(size, what),
                        "at least %d %s".formatted(limit, what),
                        "make it longer"));
        most.filter(limit -> size > limit)
                .ifPresent(limit -> add(
                        Code.INVALID_VALUE,
                        at,
                        "%d %s are too many".formatted(size, what),
                        "at most %d %s".formatted(limit, what),
                        "make it shorter"));
    }

    private void wrongType(Json value, StructuralSchema schema, FieldPath at) {
        String wanted = schema.type().words();
        String cure = schema.type() instanceof StructuralSchema.Type.Text
                        && !(value instanceof JsonObject || value instanceof JsonArray || value == JsonNull.NULL)
                ? "put it in quotes: \"%s\"".formatted(JsonText.write(value))
                : value == JsonNull.NULL ? "give it a value or remove the field" : "write a value of type " + wanted;
        add(Code.WRONG_TYPE, at, "%s (%s)".formatted(show(value), value.typeName()), wanted, cure);
    }

    private void add(Code code, FieldPath at, String found, String expected, String cure) {
        problems.add(new Problem(code, at, found, expected, cure));
    }

    private static String number(double value) {
        return JsonText.write(Json.of(value));
    }

    private static String show(Json value) {
        String text = JsonText.write(value);
        return text.length() <= 60 ? text : text.substring(0, 57) + "...";
    }
}
