package run.trellis.schema;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import run.trellis.json.Json;

/// What may stand at one place of an object: a structural schema as CRDs have it (apiextensions.k8s.io/v1).
///
/// @param type what kind of value
/// @param facts everything else that a schema may say about a value
public record StructuralSchema(Type type, Facts facts) {

    /// Anything at all; the type of places about which nothing is known.
    public static final StructuralSchema ANY = new StructuralSchema(new Type.Any(), Facts.NONE);

    /// Anything at all, and why.
    public static StructuralSchema open(String description) {
        return new StructuralSchema(new Type.Any(), FactsBuilder.described(description));
    }

    /// A time of RFC 3339.
    public static final StructuralSchema TIME = new StructuralSchema(new Type.Text(), FactsBuilder.time());

    /// The kind of value.
    public sealed interface Type {
        /// A string. `facts.format` may say `byte`, `date-time`, `duration`.
        record Text() implements Type {}

        /// A whole number.
        record WholeNumber() implements Type {}

        /// A number with a fraction.
        record Decimal() implements Type {}

        /// `true` or `false`.
        record Truth() implements Type {}

        /// A string or a whole number (`x-kubernetes-int-or-string`), or a quantity: string or number.
        record IntOrString() implements Type {}

        /// A list.
        ///
        /// @param items what each item is
        /// @param listType `atomic`, `set` or `map`; empty if the schema says nothing, which means `atomic`
        /// @param mapKeys the fields that identify an item of a `map` list
        record Items(StructuralSchema items, String listType, List<String> mapKeys) implements Type {
            public Items {
                mapKeys = List.copyOf(mapKeys);
            }
        }

        /// An object whose field names are data.
        record Entries(StructuralSchema values) implements Type {}

        /// An object with known fields.
        ///
        /// @param properties the fields, in the order of the schema
        /// @param required the names of fields that must be there, sorted
        /// @param preserveUnknown whether other fields are kept (`x-kubernetes-preserve-unknown-fields`)
        /// @param embedded whether it is a whole object with apiVersion, kind and metadata
        record Fields(
                SequencedMap<String, StructuralSchema> properties,
                List<String> required,
                boolean preserveUnknown,
                boolean embedded)
                implements Type {
            public Fields {
                properties = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(properties));
                required = List.copyOf(required);
            }
        }

        /// Nothing is known; everything is accepted (`x-kubernetes-preserve-unknown-fields` without a type).
        record Any() implements Type {}

        /// The type in a user's words: `list of string`.
        default String words() {
            return switch (this) {
                case Text _ -> "string";
                case WholeNumber _ -> "integer";
                case Decimal _ -> "number";
                case Truth _ -> "boolean";
                case IntOrString _ -> "integer or string";
                case Items list -> "list of " + list.items().type().words();
                case Entries map -> "map of " + map.values().type().words();
                case Fields _ -> "object";
                case Any _ -> "any value";
            };
        }
    }

    /// A CEL rule of the API server (`x-kubernetes-validations`).
    public record Rule(String rule, String message) {}

    /// Constraints and notes. Every component may be absent.
    ///
    /// @param format OpenAPI's `format`
    /// @param description for humans
    /// @param defaultValue what the API server fills in
    /// @param nullable whether null is kept
    /// @param allowed the values of `enum`; empty if there is no enum
    /// @param minimum lowest number
    /// @param maximum highest number
    /// @param pattern regular expression (RE2)
    /// @param minLength fewest characters
    /// @param maxLength most characters
    /// @param minItems fewest items
    /// @param maxItems most items
    /// @param rules CEL rules of the API server, in order
    public record Facts(
            Optional<String> format,
            Optional<String> description,
            Optional<Json> defaultValue,
            boolean nullable,
            List<Json> allowed,
            Optional<Double> minimum,
            Optional<Double> maximum,
            Optional<String> pattern,
            Optional<Long> minLength,
            Optional<Long> maxLength,
            Optional<Long> minItems,
            Optional<Long> maxItems,
            List<Rule> rules) {

        /// No constraint at all.
        public static final Facts NONE = new Facts(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of());

        public Facts {
            allowed = List.copyOf(allowed);
            rules = List.copyOf(rules);
        }
    }
}
