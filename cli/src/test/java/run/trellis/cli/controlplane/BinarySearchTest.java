package run.trellis.cli.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where binaries come from, in which order, and what is said when they come from nowhere. No network, no real Go.
class BinarySearchTest {
    private static final Set<Binary> SERVERS = EnumSet.complementOf(EnumSet.of(Binary.KUBECTL));

    /// Answers as Go does, counts its builds, and "builds" a script.
    private static final String GO = """
            case $1 in
                version) echo go version go1.26.8 linux/amd64; exit 0 ;;
            esac
            [ -s go.mod ] && [ -s go.sum ] || exit 9
            echo "$6 $3" >> '%s'
            printf '#!/bin/sh\\n' > "$5"
            chmod +x "$5"
            """;

    /// A port on which nobody listens: connecting fails at once.
    private static final URI NOWHERE = URI.create("http://127.0.0.1:1/");

    @TempDir
    private Path folder = Path.of("set by JUnit");

    private final Map<String, String> environment = new HashMap<>();
    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void emptyPath() throws IOException {
        Files.createDirectory(folder.resolve("bin"));
        environment.put("PATH", folder.resolve("bin").toString());
    }

    @Test
    void a_folder_of_the_option_wins_over_the_environment() throws IOException {
        Path option = folderWith("option", SERVERS);
        environment.put("TRELLIS_CONTROL_PLANE", folderWith("own", SERVERS).toString());

        ControlPlaneBinaries found = find(Optional.of(option), SERVERS);

        assertThat(found.path(Binary.ETCD)).contains(option.resolve("etcd"));
        assertThat(found.path(Binary.KUBECTL)).as("nobody asked for it").isEmpty();
    }

    @Test
    void trellis_own_variable_wins_over_kubebuilders() throws IOException {
        Path own = folderWith("own", SERVERS);
        environment.put("TRELLIS_CONTROL_PLANE", own.toString());
        environment.put("KUBEBUILDER_ASSETS", folderWith("kubebuilder", SERVERS).toString());

        assertThat(find(Optional.empty(), SERVERS).path(Binary.ETCD)).contains(own.resolve("etcd"));
    }

    @Test
    void what_kubebuilders_assets_lack_comes_from_the_cache() throws IOException {
        Path kubebuilder = folderWith("kubebuilder", Set.of(Binary.ETCD, Binary.KUBE_APISERVER, Binary.KUBECTL));
        environment.put("KUBEBUILDER_ASSETS", kubebuilder.toString());
        Path cache = folderWith("cache/" + Binary.versions(), SERVERS);

        ControlPlaneBinaries found = find(Optional.empty(), SERVERS);

        assertThat(found.path(Binary.KUBE_APISERVER)).contains(kubebuilder.resolve("kube-apiserver"));
        assertThat(found.path(Binary.KUBE_CONTROLLER_MANAGER)).contains(cache.resolve("kube-controller-manager"));
        assertThat(found.path(Binary.KWOK)).contains(cache.resolve("kwok"));
    }

    @Test
    void a_cache_of_other_versions_does_not_count() throws IOException {
        folderWith("cache/kubernetes-1.35.0_etcd-3.6.6_kwok-0.8.0", SERVERS);

        assertThatThrownBy(() -> find(Optional.empty(), SERVERS)).isInstanceOf(ControlPlaneException.class);
    }

    @Test
    void a_file_that_nobody_may_execute_does_not_count() throws IOException {
        Path own = folderWith("own", SERVERS);
        assertThat(own.resolve("etcd").toFile().setExecutable(false)).isTrue();
        environment.put("TRELLIS_CONTROL_PLANE", own.toString());

        assertThatThrownBy(() -> find(Optional.empty(), SERVERS))
                .hasMessageContaining("does not have: etcd.")
                .hasMessageContaining("TRELLIS_CONTROL_PLANE (" + own + ") has no etcd\n");
    }

    @Test
    void an_option_that_names_no_folder_is_refused_at_once() {
        assertThatThrownBy(() -> find(Optional.of(Path.of("/no/such/folder")), SERVERS))
                .hasMessage("The option --control-plane-binaries names /no/such/folder, which is not a folder."
                        + " Name a folder that holds etcd, kube-apiserver, kube-controller-manager, kwok, or none.");
    }

    @Test
    void a_variable_of_ours_that_names_no_folder_is_refused_at_once() {
        environment.put("TRELLIS_CONTROL_PLANE", "/no/such/folder");

        assertThatThrownBy(() -> find(Optional.empty(), SERVERS))
                .hasMessageStartingWith("The environment variable TRELLIS_CONTROL_PLANE names /no/such/folder");
    }

    @Test
    void go_builds_what_is_missing_once_and_into_the_cache() throws IOException {
        Path builds = go(GO);

        ControlPlaneBinaries found = find(Optional.empty(), EnumSet.allOf(Binary.class));
        ControlPlaneBinaries again = find(Optional.empty(), EnumSet.allOf(Binary.class));

        Path cache = folder.resolve("cache").resolve(Binary.versions());
        assertThat(found.path(Binary.KUBECTL)).contains(cache.resolve("kubectl"));
        assertThat(again.path(Binary.KUBECTL)).isEqualTo(found.path(Binary.KUBECTL));
        String kubernetes = " -s -w -X k8s.io/component-base/version.gitVersion=v1.36.1"
                + " -X k8s.io/component-base/version.gitMajor=1 -X k8s.io/component-base/version.gitMinor=36";
        assertThat(Files.readAllLines(builds))
                .containsExactly(
                        "go.etcd.io/etcd/server/v3 -s -w",
                        "k8s.io/kubernetes/cmd/kube-apiserver" + kubernetes,
                        "k8s.io/kubernetes/cmd/kube-controller-manager" + kubernetes,
                        "sigs.k8s.io/kwok/cmd/kwok -s -w",
                        "k8s.io/kubernetes/cmd/kubectl" + kubernetes);
        assertThat(lines)
                .startsWith(
                        "Building etcd, kube-apiserver, kube-controller-manager, kwok, kubectl with Go, once for this"
                                + " machine. All of a control plane takes about ten minutes.",
                        "Building etcd 3.6.6")
                .contains("Built kwok 0.8.0 in 0 s");
        try (var files = Files.list(cache)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            ".lock", "etcd", "kube-apiserver", "kube-controller-manager", "kwok", "kubectl");
        }
    }

    @Test
    void runs_at_the_same_time_build_only_once() throws Exception {
        Path builds = go(GO);

        try (ExecutorService executor = Executors.newFixedThreadPool(4)) {
            Callable<ControlPlaneBinaries> search = () -> find(Optional.empty(), SERVERS);
            for (Future<ControlPlaneBinaries> result : executor.invokeAll(Collections.nCopies(4, search))) {
                assertThat(result.get().path(Binary.KWOK)).isPresent();
            }
        }

        assertThat(Files.readAllLines(builds)).hasSize(4);
    }

    @Test
    void whoever_waits_for_another_run_says_so_and_then_finds_the_files() throws Exception {
        Path builds = go(GO);
        Path cacheFolder = folder.resolve("cache").resolve(Binary.versions());
        BinaryCache cache = new BinaryCache(cacheFolder);

        try (ExecutorService executor = Executors.newSingleThreadExecutor()) {
            Future<ControlPlaneBinaries> waiting = cache.locked(Progress.silent(), () -> {
                Future<ControlPlaneBinaries> search = executor.submit(() -> find(Optional.empty(), SERVERS));
                await().until(() -> lines.contains("Waiting for another run that fills " + cacheFolder));
                folderWith("cache/" + Binary.versions(), SERVERS);
                return search;
            });

            assertThat(waiting.get().path(Binary.KWOK)).contains(cacheFolder.resolve("kwok"));
        }
        assertThat(builds).as("nothing was left to build").doesNotExist();
    }

    @Test
    void what_a_killed_build_left_is_removed_by_the_next() throws IOException {
        go(GO);
        Path left = folder.resolve("cache").resolve(Binary.versions()).resolve(".unfinished-123");
        Files.createDirectories(left.resolve("modules"));

        find(Optional.empty(), SERVERS);

        assertThat(left).doesNotExist();
    }

    @Test
    void the_table_and_the_go_modules_name_the_same_versions() throws IOException {
        Path modules = Path.of("src/main/resources/run/trellis/cli/controlplane/modules");
        for (Binary binary : Binary.values()) {
            String required = switch (binary) {
                case ETCD -> "go.etcd.io/etcd/server/v3";
                case KUBE_APISERVER, KUBE_CONTROLLER_MANAGER, KUBECTL -> "k8s.io/kubernetes";
                case KWOK -> "sigs.k8s.io/kwok";
            };
            assertThat(Files.readString(modules.resolve(binary.module()).resolve("go.mod")))
                    .contains(required + " v" + binary.version() + " ")
                    .containsPattern("(tool |\\t)" + binary.goPackage() + "\\n");
        }
    }

    @Test
    void an_old_go_is_not_used() throws IOException {
        go("echo go version go1.24.1 linux/amd64");

        assertThatThrownBy(() -> find(Optional.empty(), SERVERS))
                .hasMessageContaining("bin/go is go1.24, and 1.26 or newer is needed");
    }

    @Test
    void a_failed_build_shows_the_end_of_what_go_said_and_keeps_what_was_built_before() throws IOException {
        go("""
                case $1 in version) echo go version go1.26.8 linux/amd64; exit 0 ;; esac
                case $5 in */kube-apiserver) echo no space left on device; exit 1 ;; esac
                printf '#!/bin/sh\\n' > "$5"; chmod +x "$5"
                """);

        assertThatThrownBy(() -> find(Optional.empty(), SERVERS))
                .hasMessageContaining("does not have: kube-apiserver, kube-controller-manager, kwok.")
                .hasMessageContaining("go build of kube-apiserver ended with exit code 1")
                .hasMessageContaining("no space left on device");
        assertThat(folder.resolve("cache").resolve(Binary.versions()).resolve("etcd"))
                .isExecutable();
    }

    @Test
    void when_no_way_works_one_error_lists_all_of_them() {
        environment.put("KUBEBUILDER_ASSETS", folder.resolve("kubebuilder").toString());

        assertThatThrownBy(() -> find(Optional.empty(), SERVERS))
                .isInstanceOf(ControlPlaneException.class)
                .satisfies(problem -> GoldenText.assertMatches(
                        "missing-binaries.txt",
                        String.valueOf(problem.getMessage())
                                .replace(folder.toString(), "<folder>")
                                .replaceAll("linux-(amd64|arm64)", "linux-<machine>")));
    }

    private ControlPlaneBinaries find(Optional<Path> option, Set<Binary> wanted) throws ControlPlaneException {
        BinarySearch.Downloads nowhere = new BinarySearch.Downloads(NOWHERE, NOWHERE, NOWHERE);
        return ControlPlaneBinaries.find(
                new BinarySearch(option, environment, folder.resolve("cache"), nowhere, wanted), lines::add);
    }

    private Path folderWith(String name, Set<Binary> binaries) throws IOException {
        Path target = Files.createDirectories(folder.resolve(name));
        for (Binary binary : binaries) {
            Scripts.write(target.resolve(binary.fileName()), "exit 0");
        }
        return target;
    }

    /// Puts a `go` on the search path and returns the file in which it notes its builds.
    private Path go(String body) throws IOException {
        Path builds = folder.resolve("builds");
        environment.put("PATH", folder.resolve("bin") + ":/usr/bin:/bin");
        Scripts.write(folder.resolve("bin/go"), body.formatted(builds));
        return builds;
    }
}
