// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;

/**
 * The first connection of a pool goes while the pool asks how the server isolates transactions. HikariCP asks no other connection, so
 * that a pool which is not told would set the level -1 on each later one, which no server knows, for ever.
 */
class FirstConnectionTest {

    private static final EntityType<Document> THINGS =
            EntityType.builder("things", "things").fields(FieldDef.text("name")).build();

    private static final String QUESTION = "SHOW TRANSACTION ISOLATION LEVEL";

    private final AtomicInteger cuts = new AtomicInteger();
    private final ServerSocket server = listening();

    @Test
    void aPoolWhoseFirstConnectionGoesAtAnyQuestionServesOnceTheDatabaseIsThere() {
        Thread accepting = new Thread(this::accept, "accepting");
        accepting.setDaemon(true);
        accepting.start();
        try (PostgresBackend backend = PostgresBackend.open(
                Server.config(Server.via(server.getLocalPort(), Server.database()))
                        .withTimeouts(Duration.ofSeconds(2), Duration.ofSeconds(20), Duration.ofSeconds(20)),
                "things")) {
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(
                            () -> assertThatCode(() -> backend.store(THINGS).find(RecordKey.global("k")))
                                    .doesNotThrowAnyException());
        }
        assertThat(cuts).hasPositiveValue();
    }

    private static ServerSocket listening() {
        try {
            return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                Socket database = new Socket(
                        Server.address().getHostString(), Server.address().getPort());
                pump(client, database);
                pump(database, client);
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    private void pump(Socket from, Socket to) {
        Thread pumping = new Thread(() -> forward(from, to), "pumping");
        pumping.setDaemon(true);
        pumping.start();
    }

    /** Cuts each of the first connections that asks: the pools of service and of background work have one each. */
    private void forward(Socket from, Socket to) {
        byte[] bytes = new byte[1 << 16];
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                String text = new String(Arrays.copyOf(bytes, read), StandardCharsets.ISO_8859_1);
                if (text.contains(QUESTION) && cuts.getAndIncrement() < 2) {
                    return;
                }
                out.write(bytes, 0, read);
                out.flush();
            }
        } catch (IOException e) {
            // The other end is gone.
        }
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }
}
