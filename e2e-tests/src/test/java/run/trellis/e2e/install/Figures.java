package run.trellis.e2e.install;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import run.trellis.e2e.TestUser;
import run.trellis.json.Json;
import run.trellis.json.JsonArray;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonText;

/// The figures that the chart's dashboard and alerts ask for, and those that the controller exports.
final class Figures {
    private static final Pattern FAMILY = Pattern.compile("([a-z_]+)\\{([^}]*)\\} ([a-z]+)");
    private static final Pattern WORD = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");
    private static final Pattern GROUPING = Pattern.compile("\\bby \\(([^)]*)\\)");
    private static final Pattern SELECTOR = Pattern.compile("\\{([^}]*)\\}");
    private static final Pattern MATCHER = Pattern.compile("([a-z_]+)(=~|!~|!=|=)");
    private static final Set<String> FUNCTIONS =
            Set.of("histogram_quantile", "sum", "max", "rate", "increase", "absent", "by");

    private Figures() {}

    /// The labels of each series, from the list that the engine's own test holds.
    static Map<String, Set<String>> exported() {
        Map<String, Set<String>> series = new HashMap<>();
        TestUser.read("engine/src/test/resources/telemetry/families.txt")
                .lines()
                .forEach(line -> {
                    MatchResult family =
                            FAMILY.matcher(line).results().findFirst().orElseThrow();
                    Set<String> labels = Arrays.stream(family.group(2).split(","))
                            .filter(label -> !label.isEmpty())
                            .collect(Collectors.toSet());
                    if (family.group(3).equals("histogram")) {
                        Set<String> bucket =
                                Stream.concat(labels.stream(), Stream.of("le")).collect(Collectors.toSet());
                        series.put(family.group(1) + "_bucket", bucket);
                        series.put(family.group(1) + "_sum", labels);
                        series.put(family.group(1) + "_count", labels);
                    } else {
                        series.put(family.group(1), labels);
                    }
                });
        return series;
    }

    /// Every expression of the dashboard and of the alerts.
    static List<String> expressions() {
        List<String> expressions = new ArrayList<>();
        for (Json panel : ((JsonObject) JsonText.parse(TestUser.read("charts/trellis/dashboards/trellis.json")))
                .array("panels")
                .orElseThrow()
                .items()) {
            for (Json target : ((JsonObject) panel)
                    .array("targets")
                    .orElse(JsonArray.EMPTY)
                    .items()) {
                expressions.add(((JsonObject) target).string("expr").orElseThrow());
            }
        }
        for (String file : List.of("leader", "controller")) {
            for (Json group :
                    ((JsonArray) TestUser.value(TestUser.read("charts/trellis/alerts/" + file + ".yaml"))).items()) {
                rules((JsonObject) group)
                        .forEach(rule -> expressions.add(rule.string("expr").orElseThrow()));
            }
        }
        return expressions;
    }

    /// The alerts of a PrometheusRule.
    static List<JsonObject> alerts(JsonObject prometheusRule) {
        return prometheusRule.array("spec", "groups").orElseThrow().items().stream()
                .flatMap(group -> rules((JsonObject) group).stream())
                .toList();
    }

    private static List<JsonObject> rules(JsonObject group) {
        return group.array("rules").orElseThrow().items().stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    /// Series that nobody exports, and labels that no series of the expression has.
    static List<String> problems(String expression, Map<String, Set<String>> exported) {
        List<String> problems = new ArrayList<>();
        String bare = expression
                .replaceAll("\\{[^}]*\\}", "")
                .replaceAll("\\[[^\\]]*\\]", "")
                .replaceAll("\\bby \\([^)]*\\)", "");
        List<String> names =
                words(bare).filter(word -> !FUNCTIONS.contains(word)).toList();
        names.stream().filter(name -> !exported.containsKey(name)).forEach(problems::add);
        Set<String> known = names.stream()
                .flatMap(name -> exported.getOrDefault(name, Set.of()).stream())
                .collect(Collectors.toSet());
        Stream.concat(
                        GROUPING.matcher(expression).results().flatMap(by -> words(by.group(1))),
                        SELECTOR.matcher(expression)
                                .results()
                                .flatMap(selector -> MATCHER.matcher(selector.group(1))
                                        .results()
                                        .map(matcher -> matcher.group(1))))
                .filter(label -> !known.contains(label))
                .forEach(problems::add);
        if (expression.chars().filter(c -> c == '(').count()
                != expression.chars().filter(c -> c == ')').count()) {
            problems.add("brackets");
        }
        return problems;
    }

    private static Stream<String> words(String text) {
        return WORD.matcher(text).results().map(MatchResult::group);
    }
}
