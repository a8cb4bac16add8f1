package run.trellis.cli.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import run.trellis.json.JsonObject;
import run.trellis.json.JsonText;

/// One flat JSON object for each line, with the names that collectors know from kro's log: `ts`, `level`, `logger`,
/// `msg`, `error`. (The library's own encoder nests the keys and writes the message without its arguments.)
final class JsonLines extends EncoderBase<ILoggingEvent> {
    private static final byte[] NOTHING = {};

    @Override
    public byte[] headerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        JsonObject.Builder line = JsonObject.builder()
                .set("ts", event.getInstant().toString())
                .set("level", event.getLevel().toString().toLowerCase(Locale.ROOT))
                .set("logger", event.getLoggerName())
                .set("msg", event.getFormattedMessage());
        new TreeMap<>(event.getMDCPropertyMap()).forEach(line::set);
        Optional.ofNullable(event.getThrowableProxy())
                .ifPresent(thrown -> line.set("error", ThrowableProxyUtil.asString(thrown)));
        return (JsonText.write(line.build()) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] footerBytes() {
        return NOTHING;
    }
}
