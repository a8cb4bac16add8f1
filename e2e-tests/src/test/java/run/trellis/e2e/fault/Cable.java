package run.trellis.e2e.fault;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The bytes between one controller and an API server, TLS and HTTP/2 as they are. Its connections can be made dead
/// as a machine that vanishes leaves them: open, and silent for ever.
final class Cable implements AutoCloseable {
    private final ServerSocket door;
    private final URI target;
    private final Path kubeconfig;
    private final Set<Joint> joints = ConcurrentHashMap.newKeySet();
    private final AtomicInteger made = new AtomicInteger();

    private Cable(ServerSocket door, URI target, Path kubeconfig) {
        this.door = door;
        this.target = target;
        this.kubeconfig = kubeconfig;
    }

    /// One connection, both halves of it.
    private static final class Joint {
        private final Socket near;
        private final Socket far;
        private volatile boolean dead;

        private Joint(Socket near, Socket far) {
            this.near = near;
            this.far = far;
        }

        private void end() {
            for (Socket socket : new Socket[] {near, far}) {
                try {
                    socket.close();
                } catch (IOException e) {
                    // It has ended, which is what was wanted.
                }
            }
        }
    }

    /// A cable to the API server of a kubeconfig.
    static Cable to(Path kubeconfig) {
        try {
            String text = Files.readString(kubeconfig);
            Matcher server = Pattern.compile("server: (\\S+)").matcher(text);
            if (!server.find()) {
                throw new IllegalArgumentException("the kubeconfig has no server");
            }
            ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            Path file = Files.createTempFile("cable", ".kubeconfig");
            file.toFile().deleteOnExit();
            Files.writeString(file, server.replaceFirst("server: https://127.0.0.1:" + door.getLocalPort()));
            Cable cable = new Cable(door, URI.create(server.group(1)), file);
            Thread.ofVirtual().start(cable::accept);
            return cable;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// How to reach the API server by this cable.
    Path kubeconfig() {
        return kubeconfig;
    }

    /// How many connections were made so far.
    int made() {
        return made.get();
    }

    /// How many connections are open now, as far as their near end knows.
    int open() {
        return joints.size();
    }

    /// From now on nothing passes on the connections that are there, and no end of them hears that. New ones work.
    void killSilently() {
        joints.forEach(joint -> joint.dead = true);
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket near = door.accept();
                Socket far = new Socket(target.getHost(), target.getPort());
                Joint joint = new Joint(near, far);
                joints.add(joint);
                made.incrementAndGet();
                Thread.ofVirtual().start(() -> pump(joint, near, far));
                Thread.ofVirtual().start(() -> pump(joint, far, near));
            } catch (IOException e) {
                // Closed, or the API server is away and the next try will show it.
            }
        }
    }

    /// Reads also from a dead one, so that its sender never notices a full buffer.
    private void pump(Joint joint, Socket one, Socket other) {
        try (InputStream from = one.getInputStream();
                OutputStream to = other.getOutputStream()) {
            byte[] buffer = new byte[16_384];
            for (int length = from.read(buffer); length >= 0; length = from.read(buffer)) {
                if (!joint.dead) {
                    to.write(buffer, 0, length);
                    to.flush();
                }
            }
        } catch (IOException e) {
            // One end has gone.
        } finally {
            if (!joint.dead || one == joint.near) {
                joints.remove(joint);
                joint.end();
            }
        }
    }

    @Override
    public void close() {
        try {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        joints.forEach(Joint::end);
    }
}
