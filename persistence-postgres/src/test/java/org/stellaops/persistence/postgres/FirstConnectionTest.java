// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.testkit.fault.FaultProxy;

/**
 * The first connection of a pool goes while the pool asks how the server isolates transactions. HikariCP asks no other connection, so
 * that a pool which is not told would set the level -1 on each later one, which no server knows, for ever.
 */
class FirstConnectionTest {

    private static final EntityType<Document> THINGS =
            EntityType.builder("things", "things").fields(FieldDef.text("name")).build();

    private static final String QUESTION = "SHOW TRANSACTION ISOLATION LEVEL";

    private final AtomicInteger cuts = new AtomicInteger();
    private final FaultProxy proxy = FaultProxy.before(Server.address());

    @Test
    void aPoolWhoseFirstConnectionGoesAtAnyQuestionServesOnceTheDatabaseIsThere() {
        // The pools of service and of background work have a first connection each.
        proxy.cutOnRequest(
                sent -> new String(sent, StandardCharsets.ISO_8859_1).contains(QUESTION) && cuts.getAndIncrement() < 2);
        try (PostgresBackend backend = PostgresBackend.open(
                Server.config(Server.via(proxy.address().getPort(), Server.database()))
                        .withTimeouts(Duration.ofSeconds(2), Duration.ofSeconds(20), Duration.ofSeconds(20)),
                "things")) {
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(
                            () -> assertThatCode(() -> backend.store(THINGS).find(RecordKey.global("k")))
                                    .doesNotThrowAnyException());
        }
        assertThat(cuts).hasPositiveValue();
    }

    @AfterEach
    void close() {
        proxy.close();
    }
}
