package run.trellis.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import run.trellis.json.Json;
import run.trellis.schema.StructuralSchema.Facts;
import run.trellis.schema.StructuralSchema.Rule;

/// Collects [Facts] one by one. Not for use by several threads.
final class FactsBuilder {
    Optional<String> format;
    Optional<String> description;
    Optional<Json> defaultValue;
    boolean nullable;
    List<Json> allowed;
    Optional<Double> minimum;
    Optional<Double> maximum;
    Optional<String> pattern;
    Optional<Long> minLength;
    Optional<Long> maxLength;
    Optional<Long> minItems;
    Optional<Long> maxItems;
    final List<Rule> rules;

    FactsBuilder() {
        this(Facts.NONE);
    }

    FactsBuilder(Facts facts) {
        format = facts.format();
        description = facts.description();
        defaultValue = facts.defaultValue();
        nullable = facts.nullable();
        allowed = facts.allowed();
        minimum = facts.minimum();
        maximum = facts.maximum();
        pattern = facts.pattern();
        minLength = facts.minLength();
        maxLength = facts.maxLength();
        minItems = facts.minItems();
        maxItems = facts.maxItems();
        rules = new ArrayList<>(facts.rules());
    }

    /// A note for humans.
    static Facts described(String description) {
        FactsBuilder facts = new FactsBuilder();
        facts.description = Optional.of(description);
        return facts.build();
    }

    /// The facts of a time.
    static Facts time() {
        FactsBuilder facts = new FactsBuilder();
        facts.format = Optional.of("date-time");
        return facts.build();
    }

    Facts build() {
        return new Facts(
                format,
                description,
                defaultValue,
                nullable,
                allowed,
                minimum,
                maximum,
                pattern,
                minLength,
                maxLength,
                minItems,
                maxItems,
                rules);
    }
}
