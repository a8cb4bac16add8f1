/// The container image, as a tar file.
///
/// - In: the jars of the command line, a JDK, the shared libraries of this machine that the JDK needs.
/// - Out: a tar that `docker load`, `podman load` and `crane push` read, the same bytes for the same input.
/// - The front door is [ImageBuild]; [Main] is what `./trellis-image` runs.
/// - It must never ask a registry or a Docker daemon.
/// - It must never depend on Trellis' other rooms: it sees jars.
@NullMarked
package run.trellis.image;

import org.jspecify.annotations.NullMarked;
