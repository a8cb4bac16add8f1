package run.trellis.document;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import run.trellis.diagnostic.Diagnostic;
import run.trellis.json.Json;
import run.trellis.json.JsonObject;

/// An object: entries in the order of the text, every key once.
public record Mapping(List<Entry> entries, Optional<Span> span) implements Node {

    /// One field.
    ///
    /// @param key its name
    /// @param keySpan where the name stood
    /// @param value its value
    public record Entry(String key, Optional<Span> keySpan, Node value) {

        /// The diagnostic with the position and line of the key, if they are known.
        public Diagnostic locate(Diagnostic diagnostic) {
            return keySpan.map(span -> diagnostic.at(span.position()).showing(span.excerpt()))
                    .orElse(diagnostic);
        }
    }

    public Mapping {
        entries = List.copyOf(entries);
    }

    /// The entry of this name.
    public Optional<Entry> entry(String key) {
        for (Entry entry : entries) {
            if (entry.key.equals(key)) {
                return Optional.of(entry);
            }
        }
        return Optional.empty();
    }

    /// The value of this name.
    public Optional<Node> get(String key) {
        return entry(key).map(Entry::value);
    }

    @Override
    public JsonObject json() {
        Map<String, Json> fields = new LinkedHashMap<>();
        entries.forEach(entry -> fields.put(entry.key, entry.value.json()));
        return JsonObject.of(fields);
    }
}
