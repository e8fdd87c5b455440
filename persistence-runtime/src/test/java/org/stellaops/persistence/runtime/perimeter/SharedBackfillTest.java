// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.perimeter;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.backfill.BackfillRun;
import org.stellaops.persistence.dualwrite.backfill.BackfillSettings;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.dualwrite.verify.Verdict;
import org.stellaops.persistence.dualwrite.verify.VerificationReport;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.MongoEngine;
import org.stellaops.persistence.testkit.engine.MongoExtension;
import org.stellaops.persistence.testkit.engine.PostgresEngine;
import org.stellaops.persistence.testkit.engine.PostgresExtension;

/** Two services share the run of a backfill over real databases while a third one writes. */
@ExtendWith({MongoExtension.class, PostgresExtension.class})
class SharedBackfillTest {

    private static final int RECORDS = 3_000;
    private static final int WRITTEN = 200;
    private static final BackfillSettings DIVIDED = BackfillSettings.defaults()
            .withBatch(50)
            .withWorkers(2)
            .withParts(12)
            .withLease(Duration.ofSeconds(2));

    private MongoDatabaseName mongo;
    private Fleet fleet;

    @BeforeEach
    void open(MongoEngine mongoServer, PostgresEngine postgres) {
        mongo = mongoServer.createDatabase();
        fleet = new Fleet(mongo, postgres.createDatabase("shared_backfill"));
    }

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void servicesShareARunBesideLiveWrites() {
        unversioned();
        Set<String> copying = ConcurrentHashMap.newKeySet();
        CountDownLatch both = new CountDownLatch(2);
        Persistence first =
                fleet.open(Stage.DUAL_WRITE, it -> it.listener(meeting("first", copying, both)), Fleet.NOTE);
        Persistence second =
                fleet.open(Stage.DUAL_WRITE, it -> it.listener(meeting("second", copying, both)), Fleet.NOTE);
        Persistence writing = fleet.open(Stage.DUAL_WRITE, Fleet.NOTE);

        List<CompletableFuture<BackfillRun>> runs = Stream.of(first, second)
                .map(it -> CompletableFuture.supplyAsync(() -> Fleet.desk(it).backfill(Fleet.NOTE, DIVIDED)))
                .toList();
        Fleet.put(writing, "n", WRITTEN);

        assertThat(runs.stream().map(CompletableFuture::join)).allSatisfy(it -> {
            assertThat(it.isFinished()).isTrue();
            assertThat(it.boundaries()).hasSizeBetween(1, 11);
            assertThat(it.counts().read()).isEqualTo(RECORDS);
            assertThat(it.counts().addUp()).isTrue();
            assertThat(it.counts().refused()).isZero();
        });
        assertThat(copying).containsExactlyInAnyOrder("first", "second");
        assertThat(Fleet.desk(writing).target().entries().list("backfill/")).isEmpty();
        assertThat(Fleet.desk(writing).dualWrite().drain(Fleet.PATIENCE)).isTrue();
        assertThat(Fleet.desk(writing).verify())
                .singleElement()
                .satisfies(it -> assertThat(it.verdict()).isEqualTo(Verdict.PASS))
                .extracting(VerificationReport::counts)
                .satisfies(it -> assertThat(it.equal()).isEqualTo(RECORDS));
    }

    /** Whoever has copied something waits until the other one has. */
    private static DualWriteListener meeting(String name, Set<String> copying, CountDownLatch both) {
        return event -> {
            if (event instanceof DualWriteEvent.BackfillProgress && copying.add(name)) {
                both.countDown();
                try {
                    assertThat(both.await(1, TimeUnit.MINUTES)).isTrue();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        };
    }

    /** What an application without the library has left; the first of them are written again while they are copied. */
    private void unversioned() {
        try (var client = com.mongodb.client.MongoClients.create(mongo.connectionString())) {
            var notes = client.getDatabase(mongo.name()).getCollection("notes");
            notes.insertMany(IntStream.range(0, RECORDS)
                    .mapToObj(i -> new Document("_id", "n" + i).append("body", "left by the application"))
                    .toList());
        }
    }
}
