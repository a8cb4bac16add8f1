package run.trellis.cli.controlplane;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/// Ports on loopback that nobody uses right now.
///
/// Somebody may take one before the child does, so a start that fails for that reason is tried again.
record Ports(int etcdClient, int etcdPeer, int apiServer, int kwok) {
    private static final int COUNT = 4;

    static Ports free() throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            // All open at the same time, so that they differ.
            for (int i = 0; i < COUNT; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            List<Integer> ports =
                    sockets.stream().map(ServerSocket::getLocalPort).toList();
            return new Ports(ports.get(0), ports.get(1), ports.get(2), ports.get(3));
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
    }
}
