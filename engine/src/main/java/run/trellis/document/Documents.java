package run.trellis.document;

import java.util.List;
import run.trellis.diagnostic.Code;
import run.trellis.diagnostic.Diagnostic;
import run.trellis.diagnostic.FieldPath;
import run.trellis.diagnostic.Outcome;

/// Reads YAML and JSON text.
public final class Documents {

    private Documents() {}

    /// All documents of a text, empty ones left out, within [DocumentLimits#STANDARD].
    ///
    /// @param origin the file's name as the user gave it
    /// @param text YAML or JSON, several documents separated by `---`
    public static Outcome<List<Document>> parse(String origin, String text) {
        return parse(origin, text, DocumentLimits.STANDARD);
    }

    /// All documents of a text, within these limits.
    public static Outcome<List<Document>> parse(String origin, String text, DocumentLimits limits) {
        // A byte order mark is no part of the text; editors do not count it either.
        SourceText source = new SourceText(origin, text.startsWith("\uFEFF") ? text.substring(1) : text);
        if (text.length() > limits.maxCharacters()) {
            return Outcome.failed(Diagnostic.error(
                            Code.DOCUMENT_LIMIT,
                            origin,
                            FieldPath.ROOT,
                            "the text has %d characters".formatted(text.length()))
                    .expected("at most %d characters".formatted(limits.maxCharacters()))
                    .cure("split it into several files"));
        }
        return new YamlReader(source, limits).read();
    }
}
