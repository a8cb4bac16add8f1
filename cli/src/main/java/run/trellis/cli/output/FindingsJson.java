package run.trellis.cli.output;

import java.util.Optional;
import run.trellis.cli.workspace.Workspace;
import run.trellis.diagnostic.Diagnostic;
import run.trellis.diagnostic.Excerpt;
import run.trellis.diagnostic.Position;
import run.trellis.diagnostic.Severity;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonInteger;
import run.trellis.json.JsonObject;

/// Findings for programs. The form is documented in `docs/validate.md`: fields are added, never renamed or removed.
public final class FindingsJson {
    /// The version of the form; only a change that breaks readers would raise it.
    private static final long VERSION = 1;

    private FindingsJson() {}

    /// The whole report.
    public static JsonObject of(Workspace workspace) {
        long errors = workspace.findings().stream().filter(Diagnostic::isError).count();
        return JsonObject.builder()
                .set("version", VERSION)
                .set(
                        "summary",
                        JsonObject.builder()
                                .set("files", workspace.tally().files())
                                .set("definitions", workspace.tally().definitions())
                                .set("instances", workspace.tally().instances())
                                .set("notChecked", workspace.tally().others())
                                .set("errors", errors)
                                .set("warnings", workspace.findings().size() - errors)
                                .build())
                .set(
                        "findings",
                        new JsonArray(workspace.findings().stream()
                                .map(finding -> (Json) finding(finding))
                                .toList()))
                .build();
    }

    private static JsonObject finding(Diagnostic finding) {
        Optional<Position> position = finding.position();
        return JsonObject.builder()
                .set("code", finding.code().id())
                .set("severity", word(finding.severity()))
                .set("title", finding.code().title())
                .set("file", finding.origin())
                .setIfPresent("line", position.map(place -> new JsonInteger(place.line())))
                .setIfPresent("column", position.map(place -> new JsonInteger(place.column())))
                .setIfPresent(
                        "endColumn",
                        position.flatMap(place ->
                                finding.excerpt().map(excerpt -> new JsonInteger(place.column() + excerpt.length()))))
                .set("path", finding.path().toString())
                .set("found", finding.found())
                .set("expected", finding.expected())
                .set("cure", finding.cure())
                .setIfPresent("excerpt", finding.excerpt().map(Excerpt::line).map(Json::of))
                .build();
    }

    static String word(Severity severity) {
        return switch (severity) {
            case ERROR -> "error";
            case WARNING -> "warning";
        };
    }
}
