package run.trellis.cel;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import run.trellis.diagnostic.Code;
import run.trellis.diagnostic.Diagnostic;

/// The cure for what goes wrong in lifecycle expressions: their words stand in no other place, so general advice on
/// operands and fields would lead astray.
final class PolicyAdvice {
    private static final String NAME = KroFunctions.POLICY.name();
    private static final Pattern WORD = Pattern.compile("^with(?:Retain|Shared|Adopt) ");
    private static final String SEVERAL = "policy() and words behind it: policy().withShared().withRetain()";
    private static final String CHOICE = "write each word with () and nothing in it; to choose, write"
            + " ${schema.spec.keep ? policy().withRetain() : policy()}";

    private PolicyAdvice() {}

    static List<Diagnostic> on(List<Diagnostic> issues) {
        return issues.stream().map(PolicyAdvice::on).toList();
    }

    private static Diagnostic on(Diagnostic issue) {
        Diagnostic readable = named(issue);
        if (issue.found().contains(NAME) || WORD.matcher(issue.found()).find()) {
            return readable.expected(SEVERAL).cure(CHOICE);
        }
        boolean isUnknown = Set.of(Code.UNKNOWN_NAME, Code.UNKNOWN_FUNCTION).contains(issue.code())
                && !issue.cure().startsWith("did you mean");
        return isUnknown ? readable.cure(Expectation.LifecyclePolicy.CURE) : readable;
    }

    private static Diagnostic named(Diagnostic issue) {
        return new Diagnostic(
                issue.code(),
                issue.severity(),
                issue.origin(),
                issue.path(),
                issue.position(),
                issue.excerpt(),
                issue.found().replace(NAME, "policy"),
                issue.expected(),
                issue.cure());
    }
}
