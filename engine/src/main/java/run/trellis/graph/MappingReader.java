package run.trellis.graph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.regex.Pattern;
import run.trellis.diagnostic.Code;
import run.trellis.diagnostic.Diagnostic;
import run.trellis.diagnostic.FieldPath;
import run.trellis.diagnostic.Suggestion;
import run.trellis.document.Mapping;
import run.trellis.document.Scalar;
import run.trellis.document.Sequence;

/// Reads the fields of one mapping and notes everything that is not as it must be.
final class MappingReader {
    private final Mapping mapping;
    private final FieldPath path;
    private final String origin;
    private final List<Diagnostic> findings;

    MappingReader(Mapping mapping, FieldPath path, String origin, List<Diagnostic> findings) {
        this.mapping = mapping;
        this.path = path;
        this.origin = origin;
        this.findings = findings;
    }

    FieldPath path(String field) {
        return path.field(field);
    }

    /// Notes fields that nobody reads.
    void only(Set<String> known) {
        for (Mapping.Entry entry : mapping.entries()) {
            if (!known.contains(entry.key())) {
                String cure = Suggestion.nearest(entry.key(), known)
                        .map(near -> "did you mean " + near + "?")
                        .orElse("remove it");
                findings.add(entry.locate(Diagnostic.error(
                                Code.UNKNOWN_FIELD, origin, path.field(entry.key()), "unknown field " + entry.key())
                        .expected("one of "
                                + String.join(", ", known.stream().sorted().toList()))
                        .cure(cure)));
            }
        }
    }

    Optional<run.trellis.document.Node> get(String field) {
        return mapping.get(field);
    }

    Optional<String> string(String field) {
        return scalar(field).flatMap(Scalar::string);
    }

    /// A string that must be there.
    Optional<String> required(String field, String example) {
        if (mapping.get(field).isEmpty()) {
            findings.add(mapping.locate(Diagnostic.error(Code.MISSING_FIELD, origin, path(field), field + " is missing")
                    .expected("a string")
                    .cure("add `%s: %s`".formatted(field, example))));
        }
        return string(field);
    }

    /// A string that must be there and match.
    Optional<String> matching(String field, Pattern pattern, String example) {
        Optional<String> value = required(field, example);
        value.filter(text -> !pattern.matcher(text).matches())
                .ifPresent(text -> note(
                        mapping.get(field).orElseThrow(),
                        Diagnostic.error(
                                        Code.INVALID_VALUE,
                                        origin,
                                        path(field),
                                        "\"%s\" is not allowed".formatted(text))
                                .expected("text like %s (%s)".formatted(example, pattern.pattern()))
                                .cure("write it like " + example)));
        return value.filter(text -> pattern.matcher(text).matches());
    }

    Optional<Mapping> mapping(String field) {
        return typed(field, Mapping.class, "an object");
    }

    Optional<Mapping> requiredMapping(String field) {
        if (mapping.get(field).isEmpty()) {
            findings.add(mapping.locate(Diagnostic.error(Code.MISSING_FIELD, origin, path(field), field + " is missing")
                    .expected("an object")
                    .cure("add it")));
        }
        return mapping(field);
    }

    List<run.trellis.document.Node> items(String field) {
        return typed(field, Sequence.class, "a list").map(Sequence::items).orElse(List.of());
    }

    /// A list of mappings, each ready to be read.
    List<MappingReader> mappings(String field, String expected) {
        List<MappingReader> all = new ArrayList<>();
        List<run.trellis.document.Node> items = items(field);
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i) instanceof Mapping item) {
                all.add(new MappingReader(item, path(field).index(i), origin, findings));
            } else {
                wrongItem(field, i, items.get(i), expected, "write " + expected);
            }
        }
        return all;
    }

    SequencedMap<String, String> stringMap(String field) {
        SequencedMap<String, String> all = new LinkedHashMap<>();
        mapping(field)
                .ifPresent(map -> map.entries().forEach(entry -> {
                    if (entry.value() instanceof Scalar scalar
                            && scalar.string().isPresent()) {
                        all.put(entry.key(), scalar.string().get());
                    } else {
                        note(
                                entry.value(),
                                Diagnostic.error(
                                                Code.WRONG_TYPE,
                                                origin,
                                                path(field).field(entry.key()),
                                                "found " + entry.value().json().typeName())
                                        .expected("a string")
                                        .cure("put it in quotes"));
                    }
                }));
        return all;
    }

    /// A list of strings, with their places.
    List<Scalar> strings(String field, String expected) {
        List<Scalar> all = new ArrayList<>();
        List<run.trellis.document.Node> items = items(field);
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i) instanceof Scalar scalar && scalar.string().isPresent()) {
                all.add(scalar);
            } else {
                wrongItem(field, i, items.get(i), expected, "put it in quotes");
            }
        }
        return all;
    }

    private void wrongItem(String field, int index, run.trellis.document.Node item, String expected, String cure) {
        note(
                item,
                Diagnostic.error(
                                Code.WRONG_TYPE,
                                origin,
                                path(field).index(index),
                                "found " + item.json().typeName())
                        .expected(expected)
                        .cure(cure));
    }

    Optional<Scalar> scalar(String field) {
        Optional<Scalar> scalar = typed(field, Scalar.class, "a string");
        if (scalar.isPresent() && scalar.get().string().isEmpty()) {
            note(
                    scalar.get(),
                    Diagnostic.error(
                                    Code.WRONG_TYPE,
                                    origin,
                                    path(field),
                                    "found " + scalar.get().json().typeName())
                            .expected("a string")
                            .cure("put it in quotes"));
            return Optional.empty();
        }
        return scalar;
    }

    private <T extends run.trellis.document.Node> Optional<T> typed(String field, Class<T> type, String expected) {
        Optional<run.trellis.document.Node> value = mapping.get(field);
        if (value.isPresent() && !type.isInstance(value.get())) {
            note(
                    value.get(),
                    Diagnostic.error(
                                    Code.WRONG_TYPE,
                                    origin,
                                    path(field),
                                    "found " + value.get().json().typeName())
                            .expected(expected)
                            .cure("write " + expected));
        }
        return value.filter(type::isInstance).map(type::cast);
    }

    private void note(run.trellis.document.Node place, Diagnostic diagnostic) {
        findings.add(place.locate(diagnostic));
    }
}
