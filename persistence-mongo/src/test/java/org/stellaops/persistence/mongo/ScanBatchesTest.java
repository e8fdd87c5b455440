// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.mongo.config.MongoConfig;
import org.stellaops.persistence.spi.LegacyScanEntry;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.Scan;
import org.stellaops.persistence.testkit.engine.MongoEngine;
import org.stellaops.persistence.testkit.engine.MongoOptions;
import org.stellaops.persistence.testkit.mongo.MongoScript;

/** A scan asks for what follows while it is read, and what goes wrong then reaches whoever reads. */
class ScanBatchesTest {

    private static final EntityType<?> NOTES =
            EntityType.builder("batches", "notes").fields(FieldDef.text("body")).build();
    private static final int BATCH = MongoConfig.of("mongodb://localhost", "db").scanBatchSize();
    private static final int DOCUMENTS = 5 * BATCH + 7;

    private final Set<Thread> before = fetching();
    private final AtomicInteger asked = new AtomicInteger();
    private final CountDownLatch released = new CountDownLatch(1);
    private volatile boolean holds;
    private final AtomicInteger failing = new AtomicInteger();
    private final MongoEngine server =
            MongoEngine.startEmbedded(MongoOptions.defaults().playing(this::answer));
    private final MongoBackend backend = MongoBackend.open(MongoConfig.of(server.connectionString(), "db"), "batches");
    private final LegacyStore store = backend.store(NOTES);

    @BeforeEach
    void fill() {
        assertThat(store.count()).isZero();
        try (MongoClient plain = MongoClients.create(server.connectionString())) {
            plain.getDatabase("db")
                    .getCollection(NOTES.collection())
                    .insertMany(IntStream.range(0, DOCUMENTS)
                            .mapToObj(i -> new org.bson.Document("_id", "k%05d".formatted(i)).append("body", "x"))
                            .toList());
        }
    }

    @AfterEach
    void stop() {
        released.countDown();
        backend.close();
        server.close();
    }

    @Test
    void twoBatchesAreFetchedWhileTheFirstIsRead() {
        try (Scan<LegacyScanEntry> scan = store.scanRecords(Optional.empty())) {
            assertThat(scan.hasNext()).isTrue();

            await().until(() -> asked.get() == 2);
            assertThat(rest(scan)).isEqualTo(DOCUMENTS);
        }
        noThreadIsLeft();
    }

    @Test
    void whatFitsInOneBatchNeedsNoThread() {
        try (MongoClient plain = MongoClients.create(server.connectionString())) {
            plain.getDatabase("db")
                    .getCollection(NOTES.collection())
                    .deleteMany(new org.bson.Document("_id", new org.bson.Document("$gt", "k00002")));
        }
        try (Scan<LegacyScanEntry> scan = store.scanRecords(Optional.empty())) {
            assertThat(rest(scan)).isEqualTo(3);
            assertThat(threads()).isEmpty();
        }
    }

    @Test
    void anErrorOfTheServerReachesTheReaderBehindWhatWasFetched() {
        failing.set(1);
        try (Scan<LegacyScanEntry> scan = store.scanRecords(Optional.empty())) {
            for (int i = 0; i < BATCH; i++) {
                assertThat(scan.next().record()).isPresent();
            }

            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(scan::hasNext)
                    .withMessageContainingAll(
                            "scan batches.notes", "43 (CursorNotFound)", "start again after the last key");
            await().until(() -> asked.get() == 2);
            assertThatExceptionOfType(StoreException.class).isThrownBy(scan::hasNext);
        }
        noThreadIsLeft();
    }

    @Test
    void anInterruptedReaderIsToldAndLosesNothing() {
        holds = true;
        try (Scan<LegacyScanEntry> scan = store.scanRecords(Optional.empty())) {
            for (int i = 0; i < BATCH; i++) {
                assertThat(scan.next().record()).isPresent();
            }
            Thread.currentThread().interrupt();

            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(scan::hasNext)
                    .satisfies(it -> assertThat(it.fault().kind()).isEqualTo(Fault.Kind.INTERRUPTED));

            assertThat(Thread.interrupted()).isTrue();
            released.countDown();
            assertThat(rest(scan)).isEqualTo(DOCUMENTS - BATCH);
        }
    }

    @Test
    void aScanThatIsClosedWhileABatchIsOnItsWayLeavesNoThread() throws InterruptedException {
        holds = true;
        Scan<LegacyScanEntry> scan = store.scanRecords(Optional.empty());
        assertThat(scan.hasNext()).isTrue();
        Thread closer = new Thread(scan::close);

        closer.start();
        released.countDown();
        closer.join(TimeUnit.SECONDS.toMillis(20));

        assertThat(closer.isAlive()).isFalse();
        assertThat(scan.hasNext()).isFalse();
        noThreadIsLeft();
    }

    private static int rest(Scan<LegacyScanEntry> scan) {
        int read = 0;
        while (scan.hasNext()) {
            read += scan.next().record().isPresent() ? 1 : 0;
        }
        return read;
    }

    private void noThreadIsLeft() {
        await().until(() -> threads().isEmpty());
    }

    /** Those of this test. */
    private Set<Thread> threads() {
        Set<Thread> alive = fetching();
        alive.removeAll(before);
        return alive;
    }

    private static Set<Thread> fetching() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(it -> it.getName().equals("persistence-mongo-scan"))
                .collect(Collectors.toCollection(HashSet::new));
    }

    private Document answer(MongoScript.Call call) {
        if (call.query().containsKey("getMore")) {
            asked.incrementAndGet();
            if (failing.getAndDecrement() > 0) {
                throw new MongoServerError(43, "CursorNotFound", "cursor id not found");
            }
            if (holds) {
                awaitRelease();
            }
        }
        return call.standIn();
    }

    private void awaitRelease() {
        try {
            assertThat(released.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
