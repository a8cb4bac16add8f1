package run.trellis.cli.controlplane;

import java.util.Set;

/// One way to come by binaries.
sealed interface BinarySource permits NamedFolders, BinaryCache, GoBuild, PublicArchives {
    /// Fetches as many of the missing binaries as this way can.
    ///
    /// @throws ControlPlaneException only if going on would go against what the user asked for
    Attempt fetch(Set<Binary> missing, Progress progress) throws ControlPlaneException;
}
