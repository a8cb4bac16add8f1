package run.trellis.cli.output;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import run.trellis.cli.workspace.Workspace;
import run.trellis.diagnostic.Code;
import run.trellis.diagnostic.Diagnostic;
import run.trellis.diagnostic.Position;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonObject;

/// Findings as SARIF 2.1.0 (OASIS), the form that code hosts show beside the lines. Each rule carries the page of its
/// code, so that a reader needs no network.
public final class FindingsSarif {
    private static final String SCHEMA =
            "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

    private FindingsSarif() {}

    /// The whole report.
    ///
    /// @param page the page of a code, in Markdown
    public static JsonObject of(Workspace workspace, Function<Code, String> page) {
        List<Code> codes = workspace.findings().stream()
                .map(Diagnostic::code)
                .distinct()
                .sorted()
                .toList();
        JsonObject driver = JsonObject.builder()
                .set("name", "trellis")
                .set(
                        "rules",
                        new JsonArray(codes.stream()
                                .map(code -> (Json) rule(code, page))
                                .toList()))
                .build();
        List<Json> results = new ArrayList<>();
        workspace.findings().forEach(finding -> results.add(result(finding, codes.indexOf(finding.code()))));
        JsonObject run = JsonObject.builder()
                .set("tool", JsonObject.builder().set("driver", driver).build())
                .set("columnKind", "utf16CodeUnits")
                .set("results", new JsonArray(results))
                .build();
        return JsonObject.builder()
                .set("$schema", SCHEMA)
                .set("version", "2.1.0")
                .set("runs", JsonArray.of(run))
                .build();
    }

    private static JsonObject rule(Code code, Function<Code, String> page) {
        return JsonObject.builder()
                .set("id", code.id())
                .set("name", name(code))
                .set("shortDescription", text(code.title()))
                .set(
                        "help",
                        JsonObject.builder()
                                .set("text", "%s. Run: trellis explain %s".formatted(code.title(), code.id()))
                                .set("markdown", page.apply(code))
                                .build())
                .build();
    }

    /// SARIF wants a readable identifier: `UnknownMember`.
    private static String name(Code code) {
        StringBuilder name = new StringBuilder();
        for (String word : code.name().split("_", -1)) {
            name.append(word.charAt(0)).append(word.substring(1).toLowerCase(java.util.Locale.ROOT));
        }
        return name.toString();
    }

    private static JsonObject result(Diagnostic finding, int rule) {
        return JsonObject.builder()
                .set("ruleId", finding.code().id())
                .set("ruleIndex", rule)
                .set("level", FindingsJson.word(finding.severity()))
                .set("message", text(message(finding)))
                .set("locations", JsonArray.of(location(finding)))
                .build();
    }

    private static String message(Diagnostic finding) {
        StringBuilder text = new StringBuilder(finding.found());
        if (!finding.expected().isEmpty()) {
            text.append("; expected ").append(finding.expected());
        }
        if (!finding.cure().isEmpty()) {
            text.append("; ").append(finding.cure());
        }
        return text.toString();
    }

    private static JsonObject location(Diagnostic finding) {
        JsonObject.Builder place = JsonObject.builder()
                .set(
                        "artifactLocation",
                        JsonObject.builder().set("uri", uri(finding.origin())).build());
        finding.position().ifPresent(position -> place.set("region", region(position, finding)));
        JsonObject.Builder location = JsonObject.builder().set("physicalLocation", place.build());
        if (!finding.path().isRoot()) {
            JsonObject field = JsonObject.builder()
                    .set("fullyQualifiedName", finding.path().toString())
                    .set("kind", "member")
                    .build();
            location.set("logicalLocations", JsonArray.of(field));
        }
        return location.build();
    }

    private static JsonObject region(Position position, Diagnostic finding) {
        JsonObject.Builder region =
                JsonObject.builder().set("startLine", position.line()).set("startColumn", position.column());
        finding.excerpt().ifPresent(excerpt -> region.set("endColumn", position.column() + excerpt.length()));
        return region.build();
    }

    /// File names as URIs: relative ones stay relative to the folder in which the command ran.
    private static String uri(String file) {
        String path = file.replace('\\', '/');
        try {
            boolean absolute = path.startsWith("/");
            // A colon in the first step would look like the end of a scheme.
            String clear = !absolute && path.indexOf(':') >= 0 ? "./" + path : path;
            return new URI(absolute ? "file" : null, absolute ? "" : null, clear, null).toASCIIString();
        } catch (URISyntaxException _) {
            return "file";
        }
    }

    private static JsonObject text(String text) {
        return JsonObject.builder().set("text", text).build();
    }
}
