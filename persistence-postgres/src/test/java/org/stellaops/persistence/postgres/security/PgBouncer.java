// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.security;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;

/** A real PgBouncer in transaction mode in front of a server, with fewer connections than clients. */
final class PgBouncer implements AutoCloseable {

    private final Process process;
    private final int port;

    private PgBouncer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** The binary, if this machine has one. */
    static Optional<Path> binary() {
        Stream<String> path = Stream.of(System.getenv("PATH").split(File.pathSeparator, -1));
        return Stream.concat(path, Stream.of("/usr/sbin", "/usr/local/sbin"))
                .map(it -> Path.of(it, "pgbouncer"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    static PgBouncer start(Path directory, PostgresDatabase database, List<String> logins) throws IOException {
        int port = freePort();
        Path users = directory.resolve("users.txt");
        Files.writeString(
                users,
                String.join(
                        "\n",
                        logins.stream()
                                .map(it -> "\"" + it + "\" \"" + SecuredModule.PASSWORD + "\"")
                                .toList()));
        Path config = directory.resolve("pgbouncer.ini");
        Files.writeString(config, """
                [databases]
                * = host=%s port=%d
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %d
                unix_socket_dir =
                auth_type = trust
                auth_file = %s
                pool_mode = transaction
                default_pool_size = 2
                """.formatted(
                        database.address().getHostString().replace("localhost", "127.0.0.1"),
                        database.address().getPort(),
                        port,
                        users));
        Process process = new ProcessBuilder(command(config))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("pgbouncer.log").toFile())
                .start();
        await("PgBouncer").atMost(Duration.ofSeconds(60)).until(() -> answers(port) || !process.isAlive());
        if (!process.isAlive()) {
            throw new IOException(Files.readString(directory.resolve("pgbouncer.log")));
        }
        return new PgBouncer(process, port);
    }

    /** It refuses to run as root. */
    private static List<String> command(Path config) throws IOException {
        List<String> command = new ArrayList<>(List.of(binary().orElseThrow().toString()));
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("-u", "nobody"));
            for (Path path = config.getParent(); path != null && Files.isWritable(path); path = path.getParent()) {
                if (!Files.getPosixFilePermissions(path)
                        .contains(java.nio.file.attribute.PosixFilePermission.OTHERS_EXECUTE)) {
                    Path unused = Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
                }
            }
        }
        command.add(config.toString());
        return command;
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                Process unused = process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
