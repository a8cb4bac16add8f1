package run.trellis.cli.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.Locale;
import org.slf4j.LoggerFactory;

/// Sets up the log. Without a call of [#configure] only errors are logged: commands other than the controller say
/// themselves what happens.
public final class Logs extends ContextAwareBase implements Configurator {
    /// What is logged until somebody decides: `-Dtrellis.log-level=info` shows more, for tests.
    private static final String LEVEL = "trellis.log-level";

    private static final String LINE =
            "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0} %msg%replace( %mdc){'^ $', ''}%n%ex";

    /// What a line looks like.
    public enum Format {
        /// One line of text.
        text,
        /// One JSON object.
        json
    }

    /// How much is logged.
    public enum Threshold {
        debug,
        info,
        warn,
        error
    }

    /// For the library, which looks it up when the first line is logged.
    public Logs() {}

    /// Logs in this format from this level on.
    public static void configure(Format format, Threshold threshold) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            begin(context, format, Level.toLevel(threshold.name().toUpperCase(Locale.ROOT)));
        }
    }

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        begin(context, Format.text, Level.toLevel(System.getProperty(LEVEL, "error")));
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    private static void begin(LoggerContext context, Format format, Level level) {
        context.reset();
        Encoder<ILoggingEvent> encoder = switch (format) {
            case text -> text(context);
            case json -> new JsonLines();
        };
        encoder.setContext(context);
        encoder.start();
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setTarget("System.err");
        appender.setEncoder(encoder);
        appender.start();
        ch.qos.logback.classic.Logger root = context.getLogger(ch.qos.logback.classic.Logger.ROOT_LOGGER_NAME);
        root.setLevel(level);
        root.addAppender(appender);
        // Libraries tell of their own inner life at the finer levels, requests with their bodies among it.
        if (!level.isGreaterOrEqual(Level.INFO)) {
            root.setLevel(Level.INFO);
            context.getLogger("run.trellis").setLevel(level);
        }
    }

    private static PatternLayoutEncoder text(LoggerContext context) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(LINE);
        return encoder;
    }
}
