package run.trellis.diagnostic;

import java.util.Optional;

/// One thing that is wrong with an input.
///
/// @param code stable identification, with a page in the documentation
/// @param severity error or warning
/// @param origin the file's name as the user gave it, or the object as `Kind/name` or `Kind/namespace/name`
/// @param path the field in that object; the root if the whole is meant
/// @param position line and column in the file; absent for objects that come from an API server
/// @param excerpt the line or the expression, with a mark under the culprit
/// @param found what was found, a phrase that can stand alone as the headline: `schema.spec.replcas does not exist`
/// @param expected what was expected there: `a field of schema.spec: name, replicas`; empty if `found` says it all
/// @param cure what to write or do instead, as a request: `write schema.spec.replicas`; empty only if none is known
public record Diagnostic(
        Code code,
        Severity severity,
        String origin,
        FieldPath path,
        Optional<Position> position,
        Optional<Excerpt> excerpt,
        String found,
        String expected,
        String cure) {

    /// An error without position, excerpt, expectation or cure; add what is known with the `with…` methods.
    public static Diagnostic error(Code code, String origin, FieldPath path, String found) {
        return new Diagnostic(code, Severity.ERROR, origin, path, Optional.empty(), Optional.empty(), found, "", "");
    }

    /// A warning, otherwise as [#error].
    public static Diagnostic warning(Code code, String origin, FieldPath path, String found) {
        return new Diagnostic(code, Severity.WARNING, origin, path, Optional.empty(), Optional.empty(), found, "", "");
    }

    /// The same with a position, if there is one.
    public Diagnostic at(Optional<Position> place) {
        return new Diagnostic(code, severity, origin, path, place, excerpt, found, expected, cure);
    }

    /// The same with a position.
    public Diagnostic at(Position place) {
        return at(Optional.of(place));
    }

    /// The same with an excerpt.
    public Diagnostic showing(Excerpt line) {
        return new Diagnostic(code, severity, origin, path, position, Optional.of(line), found, expected, cure);
    }

    /// The same with what was expected.
    public Diagnostic expected(String expectation) {
        return new Diagnostic(code, severity, origin, path, position, excerpt, found, expectation, cure);
    }

    /// The same with a cure.
    public Diagnostic cure(String remedy) {
        return new Diagnostic(code, severity, origin, path, position, excerpt, found, expected, remedy);
    }

    /// The same, said of another file or object.
    public Diagnostic from(String otherOrigin) {
        return new Diagnostic(code, severity, otherOrigin, path, position, excerpt, found, expected, cure);
    }

    /// Whether it keeps the input from being used.
    public boolean isError() {
        return severity == Severity.ERROR;
    }
}
