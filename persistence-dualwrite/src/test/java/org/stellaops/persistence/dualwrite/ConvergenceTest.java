// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.spi.ReadableStore;
import org.stellaops.persistence.spi.Scan;
import org.stellaops.persistence.spi.ScanEntry;
import org.stellaops.persistence.value.Struct;

/** P1 and P2: after any mix of writes and outages of the follower both stores become equal. */
class ConvergenceTest {

    private static final EntityType<Document> TYPE = EntityType.builder("module", "things")
            .fields(FieldDef.text("x").optional(), FieldDef.text("note").optional())
            .unique("things_x", "x")
            .build();
    private static final int THREADS = 4;
    private static final int WRITES = 400;
    private static final int KEYS = 6;

    @ParameterizedTest
    @CsvSource({"DUAL_WRITE,1", "DUAL_WRITE,2", "SHADOW_READ,3", "TARGET_LED,4", "TARGET_LED,5", "RAMP_DOWN,6"})
    void bothStoresBecomeEqual(Stage stage, long seed) throws Exception {
        try (MemoryModule module = MemoryModule.in(stage, TYPE, it -> it.reconcileEvery(Duration.ofMillis(5)))) {
            long applied = writeFromManyThreads(module, seed);
            outage(module, Optional.empty());

            assertThat(applied).isPositive();
            assertThat(module.module.drain(Duration.ofSeconds(60))).isTrue();
            assertThat(states(module.target.store(TYPE))).isEqualTo(states(module.legacy.store(TYPE)));
        }
    }

    private static long writeFromManyThreads(MemoryModule module, long seed) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Callable<Long>> writers = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                Random random = new Random(seed * THREADS + i);
                writers.add(() -> write(module, random));
            }
            long applied = 0;
            for (Future<Long> it : threads.invokeAll(writers)) {
                applied += it.get();
            }
            return applied;
        } finally {
            threads.shutdownNow();
        }
    }

    private static long write(MemoryModule module, Random random) {
        long applied = 0;
        for (int i = 0; i < WRITES; i++) {
            RecordKey key = RecordKey.global("k" + random.nextInt(KEYS));
            if (random.nextInt(20) == 0) {
                outage(module, random.nextBoolean() ? Optional.of(fault(random)) : Optional.empty());
            }
            boolean done = random.nextInt(4) == 0
                    ? module.store().delete(key, Precondition.none()).isApplied()
                    : module.store()
                            .put(key, content(random, i), Precondition.none())
                            .isApplied();
            applied += done ? 1 : 0;
        }
        return applied;
    }

    private static void outage(MemoryModule module, Optional<Fault> fault) {
        switch (module.module.stage().leader()) {
            case LEGACY -> module.target.fail(fault);
            case TARGET -> module.legacy.fail(fault);
        }
    }

    private static Fault fault(Random random) {
        return new Fault(random.nextBoolean() ? Fault.Kind.UNAVAILABLE : Fault.Kind.NO_ANSWER, "injected");
    }

    private static Struct content(Random random, int i) {
        Struct.Builder content = Struct.builder().put("note", "n" + i);
        if (random.nextBoolean()) {
            content.put("x", "u" + random.nextInt(KEYS));
        }
        return content.build();
    }

    private static List<String> states(ReadableStore store) {
        List<String> states = new ArrayList<>();
        try (Scan<ScanEntry> scan = store.scan(Optional.empty())) {
            scan.forEachRemaining(it -> states.add(it.key() + " " + it.stamp() + " " + it.contentHash()));
        }
        return states;
    }
}
