package run.trellis.e2e.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import run.trellis.json.JsonText;

class ReportTest {
    private static final Path GOLDEN = Path.of("src/test/resources/benchmark");
    private static final int INSTANCES = 200;

    @Test
    void aMedianIsTheMiddleOfAnOddNumberAndBetweenTheMiddlesOfAnEvenOne() {
        assertThat(Report.median(List.of(9.0, 1.0, 2.0))).isEqualTo(2.0);
        assertThat(Report.median(List.of(9.0, 1.0, 2.0, 4.0))).isEqualTo(3.0);
        assertThat(Report.median(List.of())).isZero();
    }

    @Test
    void aRatioSaysHowManyTimesAsMuchTheOtherNeedsAndOfNothingThereIsNone() {
        assertThat(Report.ratio(OptionalDouble.of(7), OptionalDouble.of(52))).isEqualTo("7.4x");
        assertThat(Report.ratio(OptionalDouble.of(0), OptionalDouble.of(1000))).isEmpty();
        assertThat(Report.ratio(OptionalDouble.of(7), OptionalDouble.empty())).isEmpty();
        assertThat(Report.ratio(OptionalDouble.empty(), OptionalDouble.of(7))).isEmpty();
    }

    @Test
    void countsAreWholeAndOthersHaveTheirUnit() {
        Figure count = new Figure("burst", "requests", "");
        Figure time = new Figure("burst", "time", "s");
        assertThat(count.text(7)).isEqualTo("7");
        assertThat(count.text(6.985)).isEqualTo("6.99");
        assertThat(time.text(12.34)).isEqualTo("12.3 s");
        assertThat(time.text(123.4)).isEqualTo("123 s");
    }

    @Test
    void aRowWithACellTooFewIsAMistakeOfOurs() {
        assertThatThrownBy(() -> new Table(1, List.of("a", "b")).row(List.of("1")))
                .hasMessageContaining("a row of 1 cells in a table of 2 columns");
    }

    @Test
    void theTableOfOneSubject() throws IOException {
        assertGolden("table-alone.txt", alone().table());
    }

    @Test
    void theTableOfSeveralSubjectsHasRatios() throws IOException {
        assertGolden("table-peers.txt", peers().table());
    }

    @Test
    void theGoalsWithoutAPeerAreHeldAgainstWhatIsRecorded() throws IOException {
        Report report = alone();
        assertGolden("goals-alone.txt", Goals.table(Goals.rows(Goals.ALL, report, INSTANCES), report));
    }

    @Test
    void theGoalsWithAPeerAreHeldAgainstThePeer() throws IOException {
        Report report = peers();
        assertGolden("goals-peers.txt", Goals.table(Goals.rows(Goals.ALL, report, INSTANCES), report));
    }

    @Test
    void aLimitThatWasSetForTwoHundredInstancesSaysNothingOfForty() {
        assertThat(texts(Goals.rows(Goals.ALL, alone(), INSTANCES))).contains("200 instances, all ready");
        assertThat(texts(Goals.rows(Goals.ALL, alone(), 40)))
                .contains("requests for each instance until ready")
                .doesNotContain("200 instances, all ready");
    }

    @Test
    void onlyCountsCanBeMissedOnAMachineThatNobodyKnows() {
        Report report = alone();
        List<Goals.Row> rows = Goals.rows(Goals.ALL, report, INSTANCES);
        assertThat(texts(Goals.missed(rows, false))).containsExactly("requests at rest", "200 instances, all ready");
        assertThat(texts(Goals.missed(rows, true))).containsExactly("requests at rest");
    }

    @Test
    void aPictureOfTheGoalsAndOfAllThatSubjectsHaveInCommon() throws IOException {
        Report report = peers();
        List<Chart.Row> rows = Chart.rows(Goals.rows(Goals.ALL, report, INSTANCES), report);
        assertGolden("chart.svg", Chart.svg("Trellis & peers", report.subjects(), rows));
    }

    @Test
    void theMediansAsJson() throws IOException {
        assertGolden("report.json", JsonText.write(peers().json()) + "\n");
    }

    private static List<String> texts(List<Goals.Row> rows) {
        return rows.stream().map(row -> row.goal().text()).toList();
    }

    /// Two runs of one subject that asks at rest and takes too long.
    private static Report alone() {
        Report report = new Report(List.of("trellis"));
        report.add("trellis", run(6.5, 8.0, 12));
        report.add("trellis", run(7.5, 10.0, 12));
        return report;
    }

    private static Report peers() {
        Report report = new Report(List.of("trellis", "kro", "other"));
        report.add("trellis", run(7, 5.25, 0));
        report.add("kro", run(52, 51.0, 1000));
        report.add("trellis", List.of(new Measure(Figures.GROWTH, 41.0)));
        report.add("kro", List.of(new Measure(Figures.GROWTH, 36.0)));
        report.add("other", List.of(new Measure(Figures.CREATE_REQUESTS, 9.0)));
        return report;
    }

    private static List<Measure> run(double requests, double seconds, double atRest) {
        List<Measure> measures = new ArrayList<>();
        measures.add(new Measure(Figures.CREATE_REQUESTS, requests));
        measures.add(new Measure(Figures.CREATE_SECONDS, seconds));
        measures.add(new Measure(Figures.RESIDENT, 123.4));
        measures.add(new Measure(Figures.REST_REQUESTS, atRest));
        measures.add(new Measure(new Figure("single", "apply to last child", "ms"), 48.125));
        return measures;
    }

    private static void assertGolden(String name, String text) throws IOException {
        Path file = GOLDEN.resolve(name);
        if (Boolean.getBoolean("golden.update")) {
            Files.createDirectories(GOLDEN);
            Files.writeString(file, text);
        }
        assertThat(text).isEqualTo(Files.readString(file));
    }
}
