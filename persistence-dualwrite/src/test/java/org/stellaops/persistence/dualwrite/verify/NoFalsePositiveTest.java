// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.stellaops.persistence.dualwrite.verify.VerifiedStores.full;
import static org.stellaops.persistence.dualwrite.verify.VerifiedStores.key;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.stellaops.persistence.Page;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.divergence.DivergenceLog;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.settings.FollowerPolicy;
import org.stellaops.persistence.dualwrite.settings.Recheck;
import org.stellaops.persistence.dualwrite.shadow.ShadowReadPolicy;
import org.stellaops.persistence.dualwrite.shadow.ShadowReads;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.value.Value;

/** Writes that are under way never look like divergences, whoever leads. */
class NoFalsePositiveTest {

    private static final int WRITERS = 2;
    private static final int WRITES = 300;
    private static final int KEYS = 6;

    @ParameterizedTest
    @EnumSource(
            value = Stage.class,
            names = {"SHADOW_READ", "TARGET_LED"})
    void underLoadNothingIsFoundAndAtRestEverythingIsEqual(Stage stage) throws Exception {
        Queue<DualWriteEvent> found = new ConcurrentLinkedQueue<>();
        ShadowReadPolicy all =
                ShadowReadPolicy.cautious().withSampleRate(1.0).withRecheck(new Recheck(3, Duration.ofMillis(5)));
        try (ShadowReads reads =
                        new ShadowReads("things", all, new DivergenceLog(100, InstantSource.system()), found::add);
                VerifiedStores stores = VerifiedStores.in(
                        stage,
                        it -> it.readObserver(reads)
                                .follower(FollowerPolicy.async())
                                .reconcileEvery(Duration.ofMillis(10)))) {
            ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
            try {
                List<? extends Future<?>> running = IntStream.range(0, WRITERS)
                        .mapToObj(seed -> writers.submit(() -> write(stores, new Random(seed))))
                        .toList();
                int passes = 0;
                while (passes < 3 || !running.stream().allMatch(Future::isDone)) {
                    assertThat(stores.verify().findings()).isEmpty();
                    passes++;
                }
                for (Future<?> writer : running) {
                    writer.get();
                }
            } finally {
                writers.shutdownNow();
            }
            stores.put(key(0), full());
            await().until(() -> stores.module.pendingDepth() == 0 && reads.isIdle());

            VerificationReport atRest = stores.verify();
            assertThat(atRest.verdict()).isEqualTo(Verdict.PASS);
            assertThat(found).noneMatch(DualWriteEvent.DivergenceFound.class::isInstance);
            assertThat(found).anyMatch(DualWriteEvent.ReadCompared.class::isInstance);
        }
    }

    private static void write(VerifiedStores stores, Random random) {
        for (int i = 0; i < WRITES; i++) {
            RecordKey key = key(random.nextInt(KEYS));
            WriteOutcome unusedOutcome = random.nextInt(4) == 0
                    ? stores.store().delete(key, Precondition.none())
                    : stores.store().put(key, full().with("count", Value.of(random.nextInt(100))), Precondition.none());
            Optional<StoredRecord> unusedRecord = stores.store().find(key);
            if (i % 10 == 0) {
                Page<StoredRecord> unusedPage = stores.store().query(Optional.empty(), Query.all());
            }
        }
    }
}
