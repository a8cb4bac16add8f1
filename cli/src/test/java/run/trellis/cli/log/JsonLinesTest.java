package run.trellis.cli.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// A log line for machines.
class JsonLinesTest {

    @Test
    void aLineIsOneFlatObjectThatNamesGraphInstanceAndNode() {
        LoggerContext context = new LoggerContext();
        LoggingEvent event = new LoggingEvent(
                "", context.getLogger("run.trellis.X"), Level.WARN, "refused: code={}", null, new Object[] {403});
        event.setInstant(Instant.parse("2026-11-21T01:02:03.004Z"));
        event.setMDCPropertyMap(Map.of("node", "deployment", "graph", "webapp.kro.run", "instance", "WebApp/a/b"));
        assertThat(new String(new JsonLines().encode(event), StandardCharsets.UTF_8))
                .isEqualTo("{\"ts\":\"2026-11-21T01:02:03.004Z\",\"level\":\"warn\",\"logger\":\"run.trellis.X\","
                        + "\"msg\":\"refused: code=403\",\"graph\":\"webapp.kro.run\","
                        + "\"instance\":\"WebApp/a/b\",\"node\":\"deployment\"}\n");
    }
}
