package run.trellis.cli.controlplane;

import java.util.List;
import java.util.Set;

/// The one error of a search that found too little.
final class MissingBinaries {
    private MissingBinaries() {}

    static String text(Set<Binary> missing, List<Attempt> attempts) {
        StringBuilder text = new StringBuilder("The control plane needs binaries that this machine does not have: ")
                .append(BinaryNames.list(missing))
                .append(".\nTried, in this order:\n");
        int number = 0;
        for (Attempt attempt : attempts) {
            number++;
            text.append("  %d. %s: %s\n".formatted(number, attempt.way(), indented(attempt.outcome())));
        }
        return text.append("Any one of these helps:\n")
                .append("  - install Go 1.26 or newer (https://go.dev/dl): Trellis then builds them once, in about ten"
                        + " minutes\n")
                .append("  - name a folder that holds them, by --control-plane-binaries or TRELLIS_CONTROL_PLANE\n")
                .append("  - allow https to github.com and dl.k8s.io, once\n")
                .toString();
    }

    private static String indented(String outcome) {
        return outcome.strip().replace("\n", "\n     ");
    }
}
