package run.trellis.cli.output;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import run.trellis.cli.workspace.Tally;
import run.trellis.cli.workspace.Workspace;
import run.trellis.diagnostic.Diagnostic;
import run.trellis.diagnostic.DiagnosticText;
import run.trellis.diagnostic.Severity;

/// Findings for people: a block for each, and one line that sums up.
public final class FindingsText {

    private FindingsText() {}

    /// The whole report, without a line break at the end.
    public static String of(Workspace workspace, Style style) {
        return workspace.findings().stream()
                .map(finding -> block(finding, style) + "\n\n")
                .collect(Collectors.joining("", "", summary(workspace, style)));
    }

    /// One finding; its place and its severity catch the eye on a terminal.
    public static String block(Diagnostic finding, Style style) {
        String text = DiagnosticText.block(finding);
        int end = text.indexOf('\n');
        String head = text.substring(0, end);
        String word = finding.severity() == Severity.ERROR ? "error" : "warning";
        int at = head.indexOf("  " + word + " ");
        return style.bold(head.substring(0, at))
                + "  "
                + style.severity(finding.severity(), word)
                + head.substring(at + 2 + word.length())
                + text.substring(end);
    }

    /// How many errors and warnings: `1 error and 2 warnings`; empty if there are none.
    public static String count(List<Diagnostic> findings) {
        long errors = findings.stream().filter(Diagnostic::isError).count();
        long warnings = findings.size() - errors;
        List<String> parts = new ArrayList<>();
        if (errors > 0) {
            parts.add(number(errors, "error"));
        }
        if (warnings > 0) {
            parts.add(number(warnings, "warning"));
        }
        return String.join(" and ", parts);
    }

    private static String summary(Workspace workspace, Style style) {
        Tally tally = workspace.tally();
        List<String> parts = new ArrayList<>();
        parts.add(number(tally.definitions(), "definition"));
        parts.add(number(tally.instances(), "instance"));
        if (tally.others() > 0) {
            parts.add(number(tally.others(), "object") + " of other kinds not checked");
        }
        String where = " in %s (%s)".formatted(number(tally.files(), "file"), String.join(", ", parts));
        List<Diagnostic> findings = workspace.findings();
        if (findings.isEmpty() && tally.definitions() + tally.instances() == 0) {
            return style.bold("nothing to check") + where;
        }
        if (findings.isEmpty()) {
            return style.bold("no problems") + where;
        }
        String example = findings.getFirst().code().id();
        return style.bold(count(findings)) + where + "; what a code means: trellis explain " + example;
    }

    private static String number(long count, String noun) {
        return "%d %s%s".formatted(count, noun, count == 1 ? "" : "s");
    }
}
