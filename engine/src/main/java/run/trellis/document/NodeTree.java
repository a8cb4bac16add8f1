package run.trellis.document;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import run.trellis.diagnostic.Code;
import run.trellis.diagnostic.Diagnostic;
import run.trellis.diagnostic.FieldPath;
import run.trellis.json.Json;
import run.trellis.json.JsonBoolean;
import run.trellis.json.JsonDecimal;
import run.trellis.json.JsonInteger;
import run.trellis.json.JsonString;
import run.trellis.json.JsonText;

/// Turns SnakeYAML's nodes into ours: resolves types, merge keys and aliases, reports duplicate keys.
final class NodeTree {
    private final SourceText source;
    private final DocumentLimits limits;
    private final CodePoints offsets;
    private final List<Diagnostic> findings;
    private final Set<org.yaml.snakeyaml.nodes.Node> open = Collections.newSetFromMap(new IdentityHashMap<>());
    private int count;

    NodeTree(SourceText source, DocumentLimits limits, CodePoints offsets, List<Diagnostic> findings) {
        this.source = source;
        this.limits = limits;
        this.offsets = offsets;
        this.findings = findings;
    }

    /// A limit was met in the middle of the tree.
    static final class LimitExceeded extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient Diagnostic diagnostic;

        LimitExceeded(Diagnostic diagnostic) {
            super(diagnostic.found(), null, false, false);
            this.diagnostic = diagnostic;
        }

        Diagnostic diagnostic() {
            return diagnostic;
        }
    }

    Node convert(org.yaml.snakeyaml.nodes.Node node) {
        return convert(node, FieldPath.ROOT);
    }

    private Node convert(org.yaml.snakeyaml.nodes.Node node, FieldPath path) {
        countNode(node, path);
        return switch (node) {
            case ScalarNode scalar -> scalar(scalar);
            case SequenceNode sequence -> within(sequence, path, () -> sequence(sequence, path));
            case MappingNode mapping -> within(mapping, path, () -> mapping(mapping, path));
            default -> throw new IllegalStateException("SnakeYAML made a node of kind " + node.getNodeId());
        };
    }

    private void countNode(org.yaml.snakeyaml.nodes.Node node, FieldPath path) {
        if (++count > limits.maxNodes()) {
            throw new LimitExceeded(error(Code.DOCUMENT_LIMIT, path, node, "aliases multiply the text beyond measure")
                    .expected("at most %d values".formatted(limits.maxNodes()))
                    .cure("write the repeated parts out, or split the document"));
        }
    }

    /// An anchor that contains its own alias would never end.
    private Node within(
            org.yaml.snakeyaml.nodes.Node node, FieldPath path, java.util.function.Supplier<Node> conversion) {
        if (open.size() >= limits.maxDepth() || !open.add(node)) {
            throw new LimitExceeded(error(Code.DOCUMENT_LIMIT, path, node, "the value contains itself, or is too deep")
                    .expected("an anchor whose value has no alias (*name) of itself, at most %d levels deep"
                            .formatted(limits.maxDepth()))
                    .cure("remove the alias"));
        }
        Node converted = conversion.get();
        open.remove(node);
        return converted;
    }

    private Sequence sequence(SequenceNode node, FieldPath path) {
        List<Node> items = new ArrayList<>();
        for (org.yaml.snakeyaml.nodes.Node item : node.getValue()) {
            items.add(convert(item, path.index(items.size())));
        }
        return new Sequence(items, Optional.of(span(node)));
    }

    private Mapping mapping(MappingNode node, FieldPath path) {
        Map<String, Mapping.Entry> entries = new LinkedHashMap<>();
        List<Mapping.Entry> merged = new ArrayList<>();
        for (NodeTuple tuple : node.getValue()) {
            if (tuple.getKeyNode().getTag().equals(Tag.MERGE)) {
                merged.addAll(merged(tuple.getValueNode(), path));
                continue;
            }
            Optional<String> key = key(tuple.getKeyNode(), path);
            if (key.isEmpty()) {
                continue;
            }
            Node value = convert(tuple.getValueNode(), path.field(key.get()));
            Mapping.Entry entry = new Mapping.Entry(key.get(), Optional.of(span(tuple.getKeyNode())), value);
            Mapping.Entry first = entries.putIfAbsent(key.get(), entry);
            if (first != null) {
                findings.add(duplicate(first, entry, path));
            }
        }
        merged.forEach(entry -> entries.putIfAbsent(entry.key(), entry));
        return new Mapping(new ArrayList<>(entries.values()), Optional.of(span(node)));
    }

    private List<Mapping.Entry> merged(org.yaml.snakeyaml.nodes.Node value, FieldPath path) {
        return switch (convert(value, path)) {
            case Mapping mapping -> mapping.entries();
            case Sequence sequence -> {
                List<Mapping.Entry> all = new ArrayList<>();
                for (Node item : sequence.items()) {
                    if (item instanceof Mapping mapping) {
                        all.addAll(mapping.entries());
                    }
                }
                yield all;
            }
            case Scalar _ -> {
                findings.add(error(Code.SYNTAX, path, value, "the merge key << has a value that is no mapping")
                        .expected("an alias (*name) of a mapping")
                        .cure("give << a mapping, or quote it if it is an ordinary key"));
                yield List.of();
            }
        };
    }

    /// Keys are strings in JSON; other scalars become the text that kubectl makes of them.
    private Optional<String> key(org.yaml.snakeyaml.nodes.Node node, FieldPath path) {
        if (!(node instanceof ScalarNode scalar)) {
            findings.add(error(Code.SYNTAX, path, node, "a key is a mapping or a list")
                    .expected("a string as key")
                    .cure("if this is meant to be text with braces, quote it"));
            return Optional.empty();
        }
        return Optional.of(
                switch (scalar(scalar).json()) {
                    case JsonString(String text) -> text;
                    case JsonBoolean(boolean truth) -> String.valueOf(truth);
                    case JsonInteger(long number) -> String.valueOf(number);
                    case JsonDecimal decimal -> JsonText.write(decimal);
                    case Json _ -> scalar.getValue().isEmpty() ? "null" : scalar.getValue();
                });
    }

    private Diagnostic duplicate(Mapping.Entry first, Mapping.Entry second, FieldPath path) {
        String place = first.keySpan().map(span -> span.position().toString()).orElse("?");
        Diagnostic diagnostic = Diagnostic.error(
                        Code.DUPLICATE_KEY,
                        source.origin(),
                        path.field(second.key()),
                        "the key `%s` appears twice; the first is at %s".formatted(second.key(), place))
                .expected("every key once in a mapping")
                .cure("remove or rename one of the two");
        return second.locate(diagnostic);
    }

    private Scalar scalar(ScalarNode node) {
        Scalar.Style style = style(node.getScalarStyle());
        boolean plain = style == Scalar.Style.PLAIN && !isForcedString(node);
        Json value =
                plain || isTyped(node, style) ? PlainScalar.resolve(node.getValue()) : new JsonString(node.getValue());
        return new Scalar(value, style, Optional.of(span(node)));
    }

    /// `!!int "5"` is a number in spite of its quotes.
    private static boolean isTyped(ScalarNode node, Scalar.Style style) {
        Tag tag = node.getTag();
        return style != Scalar.Style.PLAIN
                && !tag.equals(Tag.STR)
                && !tag.equals(Tag.BINARY)
                && tag.startsWith(Tag.PREFIX);
    }

    /// `!!str 5` is plain text with a tag; nothing but the character before tells it from a bare word.
    private boolean isForcedString(ScalarNode node) {
        return node.getTag().equals(Tag.STR)
                && source.text()
                        .startsWith("!", offsets.utf16(node.getStartMark().getIndex()));
    }

    private static Scalar.Style style(DumperOptions.ScalarStyle style) {
        return switch (style) {
            case PLAIN, JSON_SCALAR_STYLE -> Scalar.Style.PLAIN;
            case SINGLE_QUOTED -> Scalar.Style.SINGLE_QUOTED;
            case DOUBLE_QUOTED -> Scalar.Style.DOUBLE_QUOTED;
            case LITERAL -> Scalar.Style.LITERAL;
            case FOLDED -> Scalar.Style.FOLDED;
        };
    }

    private Diagnostic error(Code code, FieldPath path, org.yaml.snakeyaml.nodes.Node node, String found) {
        Span span = span(node);
        return Diagnostic.error(code, source.origin(), path, found)
                .at(span.position())
                .showing(span.excerpt());
    }

    private Span span(org.yaml.snakeyaml.nodes.Node node) {
        int start = offsets.utf16(node.getStartMark().getIndex());
        int end = offsets.utf16(node.getEndMark().getIndex());
        return new Span(source, start, Math.max(start, end));
    }
}
