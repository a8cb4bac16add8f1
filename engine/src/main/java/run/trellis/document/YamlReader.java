package run.trellis.document;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;
import run.trellis.diagnostic.Code;
import run.trellis.diagnostic.Diagnostic;
import run.trellis.diagnostic.FieldPath;
import run.trellis.diagnostic.Outcome;

/// Drives SnakeYAML over one text and turns what it throws into diagnostics.
final class YamlReader {
    private final SourceText source;
    private final DocumentLimits limits;
    private final StreamReader reader;
    private final CodePoints offsets;

    YamlReader(SourceText source, DocumentLimits limits) {
        this.source = source;
        this.limits = limits;
        this.reader = new StreamReader(new StringReader(source.text()));
        this.offsets = new CodePoints(source.text());
    }

    Outcome<List<Document>> read() {
        List<Document> documents = new ArrayList<>();
        List<Diagnostic> findings = new ArrayList<>();
        NodeTree tree = new NodeTree(source, limits, offsets, findings);
        try {
            Composer composer = composer();
            while (composer.checkNode()) {
                Node root = tree.convert(composer.getNode());
                if (!isEmpty(root)) {
                    documents.add(new Document(source, root));
                }
            }
        } catch (MarkedYAMLException e) {
            findings.add(syntax(e));
        } catch (ReaderException e) {
            findings.add(unprintable(e));
        } catch (NodeTree.LimitExceeded e) {
            findings.add(e.diagnostic());
        } catch (YAMLException e) {
            findings.add(limit(e));
        }
        return Outcome.of(documents, findings);
    }

    private Composer composer() {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(Integer.MAX_VALUE);
        options.setNestingDepthLimit(limits.maxDepth());
        options.setMaxAliasesForCollections(limits.maxAliases());
        return new Composer(new ParserImpl(reader, options), new Resolver(), options);
    }

    private static boolean isEmpty(Node root) {
        return root instanceof Scalar scalar
                && scalar.style() == Scalar.Style.PLAIN
                && scalar.span().filter(span -> span.end() > span.start()).isEmpty();
    }

    private Diagnostic syntax(MarkedYAMLException e) {
        Optional<Mark> mark = Optional.ofNullable(e.getProblemMark()).or(() -> Optional.ofNullable(e.getContextMark()));
        int offset = offsets.utf16(mark.map(Mark::getIndex).orElse(0));
        return SyntaxProblem.explain(
                source, Optional.ofNullable(e.getContext()), String.valueOf(e.getProblem()), offset);
    }

    private Diagnostic unprintable(ReaderException e) {
        int offset = offsets.utf16(e.getPosition());
        return Diagnostic.error(
                        Code.SYNTAX,
                        source.origin(),
                        FieldPath.ROOT,
                        "the character U+%04X is not allowed in YAML".formatted(e.getCodePoint()))
                .at(source.position(offset))
                .expected("text without control characters")
                .cure("remove the character, or write it as an escape in double quotes");
    }

    /// SnakeYAML has no type of its own for exceeded limits, only these texts.
    private Diagnostic limit(YAMLException e) {
        String message = String.valueOf(e.getMessage());
        if (message.contains("Nesting Depth")) {
            return here(Code.DOCUMENT_LIMIT, "mappings and lists stand too deep inside each other")
                    .expected("at most %d levels".formatted(limits.maxDepth()))
                    .cure("flatten the document");
        }
        if (message.contains("aliases")) {
            return here(Code.DOCUMENT_LIMIT, "too many aliases (*name)")
                    .expected("at most %d aliases of mappings or lists".formatted(limits.maxAliases()))
                    .cure("write the repeated parts out");
        }
        return here(Code.SYNTAX, message);
    }

    /// The exceptions have no place; the text was read up to it.
    private Diagnostic here(Code code, String found) {
        return Diagnostic.error(code, source.origin(), FieldPath.ROOT, found)
                .at(source.position(offsets.utf16(reader.getIndex())));
    }
}
