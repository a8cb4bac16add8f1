package run.trellis.cli.backstage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Patterns of CRDs in the language of browsers.
class EcmaPatternTest {

    @ParameterizedTest
    @CsvSource(delimiterString = " => ", textBlock = """
            ^[a-z]([-a-z0-9]*[a-z0-9])?$ => ^[a-z]([-a-z0-9]*[a-z0-9])?$
            ^[a-z0-9-]{1,63}$ => ^[a-z0-9-]{1,63}$
            ^(Mi|Gi)$ => ^(Mi|Gi)$
            a{2}b{2,} => a{2}b{2,}
            \\d+\\.\\d+ => \\d+\\.\\d+
            (?:a|b) => (?:a|b)
            a| => a|
            [.]zip$ => [.]zip$
            """)
    void what_both_read_alike_stays(String pattern, String translated) {
        assertThat(EcmaPattern.of(pattern)).contains(translated);
    }

    @ParameterizedTest
    @CsvSource(delimiterString = " => ", quoteCharacter = '~', textBlock = """
            a\\-b => a-b
            \\@\\_\\:\\" => @_:"
            [\\w-.] => [\\w\\-.]
            [[:alpha:]-_] => [A-Za-z\\-_]
            [[:digit:]a] => [0-9a]
            []a] => [\\]a]
            [^]a] => [^\\]a]
            [a[] => [a\\[]
            [a\\-z] => [a\\-z]
            [{}()/|$] => [\\{\\}\\(\\)\\/\\|\\$]
            a]b}c => a\\]b\\}c
            a{,3} => a\\{,3\\}
            a{b => a\\{b
            \\Aa\\z => ^a$
            \\s => ~[\\t\\n\\f\\r ]~
            \\x41\\x{1F680} => \\u{41}\\u{1F680}
            (?P<name>a) => (?<name>a)
            \\/a => \\/a
            """)
    void what_a_browser_reads_otherwise_is_translated(String pattern, String translated) {
        assertThat(EcmaPattern.of(pattern)).contains(translated);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"(?i)abc", "a(?s:.)", "\\pL", "\\p{Greek}", "\\Qa.b\\E", "\\101", "[[:punct:]]", "[\\S]", "\\"})
    void what_has_no_translation_is_left_to_the_api_server(String pattern) {
        assertThat(EcmaPattern.of(pattern)).isEmpty();
    }

    @Test
    void an_empty_pattern_stays_empty() {
        assertThat(EcmaPattern.of("")).contains("");
    }
}
