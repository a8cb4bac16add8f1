package run.trellis.cli.output;

import java.util.Iterator;
import java.util.Map;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonText;

/// JSON for people who look at it: two blanks for each level, fields in their order.
public final class PrettyJson {

    private PrettyJson() {}

    /// The value, without a line break at the end.
    public static String write(Json value) {
        StringBuilder text = new StringBuilder();
        write(text, value, "\n");
        return text.toString();
    }

    private static void write(StringBuilder text, Json value, String lineBreak) {
        switch (value) {
            case JsonObject object
            when !object.fields().isEmpty() -> {
                String inner = lineBreak + "  ";
                text.append('{');
                Iterator<Map.Entry<String, Json>> fields =
                        object.fields().entrySet().iterator();
                while (fields.hasNext()) {
                    Map.Entry<String, Json> field = fields.next();
                    text.append(inner)
                            .append(JsonText.write(Json.of(field.getKey())))
                            .append(": ");
                    write(text, field.getValue(), inner);
                    text.append(fields.hasNext() ? "," : "");
                }
                text.append(lineBreak).append('}');
            }
            case JsonArray array
            when !array.items().isEmpty() -> {
                String inner = lineBreak + "  ";
                text.append('[');
                Iterator<Json> items = array.items().iterator();
                while (items.hasNext()) {
                    text.append(inner);
                    write(text, items.next(), inner);
                    text.append(items.hasNext() ? "," : "");
                }
                text.append(lineBreak).append(']');
            }
            case Json other -> text.append(JsonText.write(other));
        }
    }
}
