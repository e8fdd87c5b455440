// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import io.netty.channel.Channel;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.mongo.config.MongoConfig;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.Struct;

class MongoFaultsTest {

    private static final EntityType<?> NOTES =
            EntityType.builder("faults", "notes").fields(FieldDef.text("body")).build();

    private static final RecordKey KEY = RecordKey.global("k1");

    private static final Image.Present IMAGE = Image.Present.of(
            KEY,
            new VersionStamp(1, "t"),
            Struct.builder().put("body", "secret body").build());

    private final AtomicReference<Fate> fate = new AtomicReference<>(Fate.ANSWERED);
    private final AtomicReference<Integer> code = new AtomicReference<>(0);
    private final CountDownLatch released = new CountDownLatch(1);
    private MongoServer server;
    private MongoBackend backend;
    private LegacyStore store;

    private enum Fate {
        ANSWERED,
        HUNG_BEFORE,
        HUNG_AFTER,
        CUT_AFTER,
        REFUSED
    }

    @BeforeEach
    void start() {
        server = new MongoServer(new FaultyBackend());
        MongoConfig config = MongoConfig.of(server.bindAndGetConnectionString(), "db")
                .withTimeouts(Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(3));
        backend = MongoBackend.open(config, "faults");
        store = backend.store(NOTES);
        assertThat(store.count()).isZero();
    }

    @AfterEach
    void stop() {
        released.countDown();
        backend.close();
        server.shutdownNow();
    }

    @Test
    void aServerThatCannotBeReachedWasCertainlyNotAsked() {
        server.shutdownNow();
        // Goes out on a connection that was open, so nobody can know; the driver then knows that the server is gone.
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> store.insert(IMAGE, 1).isDone());

        assertFault(Fault.Kind.UNAVAILABLE, () -> store.insert(IMAGE, 1).isDone());
    }

    @Test
    void aStatementThatIsNotAnsweredMayHaveHappened() {
        fate.set(Fate.HUNG_BEFORE);

        assertFault(Fault.Kind.NO_ANSWER, () -> store.insert(IMAGE, 1).isDone());
    }

    @Test
    void anAnswerThatIsLateMayHaveHappenedAndDid() {
        fate.set(Fate.HUNG_AFTER);
        assertFault(Fault.Kind.NO_ANSWER, () -> store.insert(IMAGE, 1).isDone());

        fate.set(Fate.ANSWERED);
        assertThat(store.read(KEY)).isPresent();
    }

    @Test
    void aConnectionThatBreaksBeforeTheAnswerMayHaveHappenedAndDid() {
        fate.set(Fate.CUT_AFTER);
        assertFault(Fault.Kind.NO_ANSWER, () -> store.insert(IMAGE, 1).isDone());

        fate.set(Fate.ANSWERED);
        assertThat(store.read(KEY)).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "13, REFUSED",
        "10107, UNAVAILABLE",
        "50, NO_ANSWER",
        "11600, NO_ANSWER",
        "64, NO_ANSWER",
        "4711, NO_ANSWER"
    })
    void anErrorOfTheServerIsARejectionOnlyIfItIsKnownToBeOne(int serverCode, Fault.Kind kind) {
        code.set(serverCode);
        fate.set(Fate.REFUSED);

        assertFault(kind, () -> store.insert(IMAGE, 1).isDone());
    }

    @Test
    void aModuleCanBeOpenedWhileTheServerIsDownAndWorksOnceItIsUp() {
        int port = server.getLocalAddress().getPort();
        server.shutdownNow();
        MongoConfig config = MongoConfig.of("mongodb://127.0.0.1:" + port, "db")
                .withTimeouts(Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(3));
        try (MongoBackend late = MongoBackend.open(config, "faults")) {
            LegacyStore lateStore = late.store(NOTES);
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> lateStore.insert(IMAGE, 1).isDone())
                    .satisfies(it -> assertThat(it.fault().kind()).isEqualTo(Fault.Kind.UNAVAILABLE));

            server = new MongoServer(new MemoryBackend());
            server.bind("127.0.0.1", port);
            await().ignoreException(StoreException.class)
                    .until(() -> lateStore.insert(IMAGE, 1).isDone());
        }
    }

    @Test
    void anInterruptedStatementMayHaveHappenedAndTheThreadStaysInterrupted() {
        Thread.currentThread().interrupt();

        assertFault(Fault.Kind.INTERRUPTED, () -> store.insert(IMAGE, 1).isDone());
        assertThat(Thread.interrupted()).isTrue();
    }

    private void assertFault(Fault.Kind kind, ThrowingCallable statement) {
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(statement)
                .satisfies(it -> assertThat(it.fault().kind()).isEqualTo(kind))
                .withMessageContaining("k1")
                .withMessageContaining("faults.notes")
                .satisfies(it -> assertThat(stackTraceOf(it)).doesNotContain("secret body"));
    }

    /** What a log shows, causes included. */
    private static String stackTraceOf(Throwable error) {
        StringWriter text = new StringWriter();
        error.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    private final class FaultyBackend extends MemoryBackend {

        @Override
        public Document handleCommand(Channel channel, String database, String command, Document query) {
            Fate now = command.equals("insert") && "notes".equals(query.get(command)) ? fate.get() : Fate.ANSWERED;
            if (now == Fate.REFUSED) {
                throw new MongoServerError(code.get(), "Refused", "refused: " + query);
            } else if (now == Fate.HUNG_BEFORE) {
                waitForTheEnd();
            }
            Document answer = super.handleCommand(channel, database, command, query);
            if (now == Fate.HUNG_AFTER) {
                waitForTheEnd();
            } else if (now == Fate.CUT_AFTER) {
                channel.close().syncUninterruptibly();
            }
            return answer;
        }

        private void waitForTheEnd() {
            try {
                released.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
