// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.mongo.config.MongoConfig;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.fault.FaultProxy;

/**
 * The network swallows what the server answers and says nothing. Whoever looks at pending flags keeps moves of the lead waiting, and in
 * the last look of a move all writes; he must abort by the deadline, not by that of work on whole collections.
 */
class LostReplyTest {

    private static final EntityType<?> NOTES =
            EntityType.builder("lost", "notes").fields(FieldDef.text("body")).build();

    private final MongoDatabaseName database = TestServer.DEFAULT.database();
    private final FaultProxy proxy = FaultProxy.before(TestServer.DEFAULT.address());
    private final MongoBackend backend = MongoBackend.open(
            MongoConfig.of(
                            "mongodb://localhost:" + proxy.address().getPort() + "/?directConnection=true",
                            database.name())
                    .withTimeouts(Duration.ofMillis(300), Duration.ofMillis(400), Duration.ofMillis(700)),
            "lost");
    private final LegacyStore notes = backend.store(NOTES);

    /** What is asked of pending flags. */
    private interface PendingCheck {
        Object at(LegacyStore store);
    }

    static Stream<Arguments> looks() {
        return Stream.of(
                check("pending records", it -> it.pendingRecords(Optional.empty(), 10)),
                check("pending tombstones", it -> it.pendingTombstones(Optional.empty(), 10)),
                check("provisional records", it -> it.provisionalRecords(Optional.empty(), 10)),
                check("count", LegacyStore::pendingCount),
                check("sample", it -> it.pendingSample(10)));
    }

    @BeforeEach
    void prepare() {
        assertThat(notes.pendingCount()).isZero();
    }

    @AfterEach
    void close() {
        backend.close();
        proxy.close();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("looks")
    @Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aReadOfPendingFlagsWhoseAnswerIsLostEndsByTheDeadline(String what, PendingCheck check) {
        proxy.dropReplies();

        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> check.at(notes))
                .satisfies(it -> assertThat(it.fault().kind()).isIn(Fault.Kind.NO_ANSWER, Fault.Kind.UNAVAILABLE));
    }

    private static Arguments check(String what, PendingCheck check) {
        return Arguments.of(what, check);
    }
}
