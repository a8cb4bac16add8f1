package run.trellis.document;

import java.util.List;
import java.util.Map;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonBoolean;
import run.trellis.json.JsonDecimal;
import run.trellis.json.JsonInteger;
import run.trellis.json.JsonNull;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonString;

/// Values as YAML text, as kubectl prints them: block style, two blanks of indentation, lists in the column of
/// their key, quotes only where needed. The same value gives the same text, and the text reads back as the same
/// value.
public final class Yaml {

    private Yaml() {}

    /// One document, ending with a line break.
    public static String write(Json value) {
        StringBuilder text = new StringBuilder();
        root(text, value);
        return text.toString();
    }

    /// Several documents with `---` between them.
    public static String write(List<? extends Json> values) {
        StringBuilder text = new StringBuilder();
        for (Json value : values) {
            text.append(text.isEmpty() ? "" : "---\n");
            root(text, value);
        }
        return text.toString();
    }

    private static void root(StringBuilder text, Json value) {
        switch (value) {
            case JsonObject object when !object.fields().isEmpty() -> fields(text, object, 0);
            case JsonArray array when !array.items().isEmpty() -> items(text, array, 0);
            case Json scalar -> text.append(scalar(scalar, 2)).append('\n');
        }
    }

    /// The fields, the first without indentation: the caller stands where it belongs.
    private static void fields(StringBuilder text, JsonObject object, int indentation) {
        boolean first = true;
        for (Map.Entry<String, Json> field : object.fields().entrySet()) {
            text.append(first ? "" : " ".repeat(indentation)).append(key(field.getKey()));
            first = false;
            switch (field.getValue()) {
                case JsonObject child
                when !child.fields().isEmpty() -> {
                    text.append('\n').append(" ".repeat(indentation + 2));
                    fields(text, child, indentation + 2);
                }
                case JsonArray child
                when !child.items().isEmpty() -> {
                    text.append('\n').append(" ".repeat(indentation));
                    items(text, child, indentation);
                }
                case Json scalar ->
                    text.append(' ').append(scalar(scalar, indentation + 2)).append('\n');
            }
        }
    }

    private static void items(StringBuilder text, JsonArray array, int indentation) {
        boolean first = true;
        for (Json item : array.items()) {
            text.append(first ? "" : " ".repeat(indentation)).append("- ");
            first = false;
            switch (item) {
                case JsonObject child when !child.fields().isEmpty() -> fields(text, child, indentation + 2);
                case JsonArray child when !child.items().isEmpty() -> items(text, child, indentation + 2);
                case Json scalar -> text.append(scalar(scalar, indentation + 2)).append('\n');
            }
        }
    }

    /// A name and its colon; names too long for YAML's simple form get the explicit one.
    private static String key(String name) {
        String text = StringStyle.inline(name);
        return text.length() <= StringStyle.MAX_SIMPLE_KEY ? text + ":" : "? " + text + "\n:";
    }

    private static String scalar(Json value, int indentation) {
        return switch (value) {
            case JsonString(String text) -> StringStyle.write(text, indentation);
            case JsonInteger(long number) -> Long.toString(number);
            case JsonDecimal(double number) -> Double.toString(number);
            case JsonBoolean(boolean truth) -> Boolean.toString(truth);
            case JsonNull _ -> "null";
            case JsonObject _ -> "{}";
            case JsonArray _ -> "[]";
        };
    }
}
