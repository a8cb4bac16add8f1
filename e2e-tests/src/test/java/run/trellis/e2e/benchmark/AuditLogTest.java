package run.trellis.e2e.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {

    @Test
    void onlyTheWorkOfTheControllerCounts(@TempDir Path folder) throws IOException {
        AuditLog log = new AuditLog(folder.resolve("audit.log"));
        assertThat(log.mark()).isZero();
        write(log, "kro/v0.9.4 (linux/amd64)", "patch", "configmaps");
        long mark = log.mark();
        write(log, "kro/v0.9.4 (linux/amd64)", "get", "configmaps");
        write(log, "kro/v0.9.4 (linux/amd64)", "watch", "configmaps");
        write(log, "kro/v0.9.4 (linux/amd64)", "update", "leases");
        write(log, "kube-apiserver/v1.36.1 (linux/amd64)", "get", "services");
        write(log, Bed.USER_AGENT, "patch", "configmaps");
        Files.writeString(log.file(), "{\"verb\":\"get\",\"userAg", StandardOpenOption.APPEND);

        List<AuditLog.Request> requests = log.since(mark);

        assertThat(requests).extracting(AuditLog.Request::verb).containsExactly("get");
        assertThat(requests).extracting(AuditLog.Request::program).containsExactly("kro/v0.9.4");
        assertThat(requests).noneMatch(AuditLog.Request::isWrite);
    }

    @Test
    void requestsAreToldByVerbAndUserAgentAndForEachThing(@TempDir Path folder) throws IOException {
        AuditLog log = new AuditLog(folder.resolve("audit.log"));
        write(log, "kro/v0.9.4 (linux/amd64)", "patch", "configmaps");
        write(log, "kro/v0.9.4 (linux/amd64)", "patch", "services");
        write(log, "helper/v1", "get", "services");
        Notes notes = new Notes(_ -> {});

        notes.addRequests(Figures.CREATE_REQUESTS, log.since(0), 2);

        assertThat(notes.figures()).containsExactly(new Measure(Figures.CREATE_REQUESTS, 1.5));
        assertThat(notes.requests())
                .containsExactly(
                        new Measure(new Figure("burst", "get by helper/v1", ""), 1),
                        new Measure(new Figure("burst", "patch by kro/v0.9.4", ""), 2));
    }

    private static void write(AuditLog log, String userAgent, String verb, String resource) throws IOException {
        Files.writeString(
                log.file(),
                """
                {"userAgent":"%s","verb":"%s","objectRef":{"resource":"%s"},"stageTimestamp":"2026-01-01T00:00:00Z"}
                """.formatted(userAgent, verb, resource),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }
}
