// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.engine;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Chooses one of the three ways to provide a database. */
final class Choice {

    private static final Path DOCKER_SOCKET = Path.of("/var/run/docker.sock");

    private Choice() {}

    /** The address in the system property or, otherwise, the environment variable of this name. */
    static Optional<String> given(String name) {
        return Optional.ofNullable(System.getProperty(name))
                .or(() -> Optional.ofNullable(System.getenv(name)))
                .filter(it -> !it.isBlank());
    }

    /** Whether Docker answers; checked without a client, which would retry for seconds and log every try. */
    static boolean dockerAnswers() {
        return Optional.ofNullable(System.getenv("DOCKER_HOST"))
                .filter(it -> !it.isBlank())
                .map(it -> !it.startsWith("unix://") || accepts(Path.of(it.substring("unix://".length()))))
                .orElseGet(() -> accepts(DOCKER_SOCKET));
    }

    private static boolean accepts(Path socket) {
        if (!Files.exists(socket)) {
            return false;
        }
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return channel.connect(UnixDomainSocketAddress.of(socket));
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
