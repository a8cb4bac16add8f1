package run.trellis.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads and writes JSON text. The streaming half of Jackson does the work; no data binding takes part.
public final class JsonText {
    /// How many objects and lists inside each other are read. Code that walks through a value calls itself for each of
    /// them, and no schema that people write comes near.
    public static final int MAX_DEPTH = 500;

    /// What stands for everything below [#MAX_DEPTH].
    public static final Json TOO_DEEP = Json.of("(not read: more than %d levels deep)".formatted(MAX_DEPTH));

    /// An API server accepts objects with ten thousand levels and with keys of a megabyte. One such object in a list
    /// must not hide all others, so nothing that a server accepts is an error here.
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(100_000)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
            .build();

    private JsonText() {}

    /// A parser for [#read]: of one value after the other.
    ///
    /// @throws IOException if the stream breaks
    public static JsonParser parser(InputStream stream) throws IOException {
        return FACTORY.createParser(stream);
    }

    /// Reads one value.
    ///
    /// @throws IllegalArgumentException if the text is no JSON; the message names line and column
    public static Json parse(String text) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            parser.nextToken();
            Json value = read(parser);
            if (parser.nextToken() != null) {
                throw new IllegalArgumentException("more than one JSON value in the text");
            }
            return value;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "not JSON: line %d, column %d: %s"
                            .formatted(
                                    e.getLocation().getLineNr(), e.getLocation().getColumnNr(), reason(e)),
                    e);
        } catch (IOException e) {
            throw new IllegalArgumentException("not JSON: " + e.getMessage(), e);
        }
    }

    /// Jackson's words without its remark on sources that it does not show.
    private static String reason(JsonProcessingException e) {
        return e.getOriginalMessage().replaceAll(" [(]start marker at .*[)]", "");
    }

    /// Reads the value at which the parser stands; leaves the parser on its last token. What is deeper than
    /// [#MAX_DEPTH] is left out, and [#TOO_DEEP] stands in its place.
    ///
    /// @throws IOException if the parser fails or the text ends early
    public static Json read(JsonParser parser) throws IOException {
        return read(parser, MAX_DEPTH);
    }

    private static Json read(JsonParser parser, int depth) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == null) {
            throw new IOException("the text is empty");
        }
        if (depth == 0 && token.isStructStart()) {
            parser.skipChildren();
            return TOO_DEEP;
        }
        return switch (token) {
            case START_OBJECT -> {
                Map<String, Json> fields = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    fields.put(name, read(parser, depth - 1));
                }
                yield JsonObject.of(fields);
            }
            case START_ARRAY -> {
                List<Json> items = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    items.add(read(parser, depth - 1));
                }
                yield new JsonArray(items);
            }
            case VALUE_STRING -> new JsonString(parser.getText());
            case VALUE_NUMBER_INT ->
                parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                        ? new JsonDecimal(parser.getDoubleValue())
                        : new JsonInteger(parser.getLongValue());
            case VALUE_NUMBER_FLOAT -> new JsonDecimal(parser.getDoubleValue());
            case VALUE_TRUE -> new JsonBoolean(true);
            case VALUE_FALSE -> new JsonBoolean(false);
            case VALUE_NULL -> JsonNull.NULL;
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
                throw new IOException("unexpected " + token);
        };
    }

    /// The value on one line, fields in the object's own order.
    public static String write(Json value) {
        return write(value, false);
    }

    /// The value on one line with the fields of every object sorted by name: equal values give equal text, so it
    /// can be hashed.
    public static String canonical(Json value) {
        return write(value, true);
    }

    private static String write(Json value, boolean sorted) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(text)) {
            write(value, generator, sorted);
        } catch (IOException e) {
            throw new UncheckedIOException("a StringWriter does not fail", e);
        }
        return text.toString();
    }

    private static void write(Json value, JsonGenerator generator, boolean sorted) throws IOException {
        switch (value) {
            case JsonObject object -> {
                generator.writeStartObject();
                List<Map.Entry<String, Json>> fields =
                        new ArrayList<>(object.fields().entrySet());
                if (sorted) {
                    fields.sort(Map.Entry.comparingByKey());
                }
                for (Map.Entry<String, Json> field : fields) {
                    generator.writeFieldName(field.getKey());
                    write(field.getValue(), generator, sorted);
                }
                generator.writeEndObject();
            }
            case JsonArray array -> {
                generator.writeStartArray();
                for (Json item : array.items()) {
                    write(item, generator, sorted);
                }
                generator.writeEndArray();
            }
            case JsonString string -> generator.writeString(string.value());
            case JsonInteger integer -> generator.writeNumber(integer.value());
            case JsonDecimal decimal -> writeDecimal(decimal.value(), generator);
            case JsonBoolean bool -> generator.writeBoolean(bool.value());
            case JsonNull _ -> generator.writeNull();
        }
    }

    /// Whole decimals are written without a fraction, as Go's encoder does: the API server reads `2` and `2.0`
    /// alike.
    private static void writeDecimal(double value, JsonGenerator generator) throws IOException {
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            generator.writeNumber((long) value);
        } else {
            generator.writeNumber(value);
        }
    }
}
