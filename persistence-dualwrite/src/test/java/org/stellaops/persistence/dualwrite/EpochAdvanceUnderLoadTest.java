// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.tombstone.TombstoneRemovalResult;
import org.stellaops.persistence.dualwrite.tombstone.TombstoneRetention;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.spi.ControlStore.FenceStrength;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.RecordStore;
import org.stellaops.persistence.value.Struct;

/** Epoch advances of the epoch under the writes of two processes: no caller is failed by one, and no deleted record comes back. */
class EpochAdvanceUnderLoadTest {

    private static final EntityType<?> TYPE =
            EntityType.builder("load", "things").fields(FieldDef.text("value")).build();
    private static final TombstoneRetention ALL = TombstoneRetention.defaults().withKeep(Duration.ZERO);
    private static final int CALLERS = 4;
    private static final int EPOCH_ADVANCES = 30;
    private static final int FEWEST_WRITES = 400;
    private static final Duration LONGEST_REMOVAL = Duration.ofSeconds(20);

    private final Queue<WriteOutcome> failed = new ConcurrentLinkedQueue<>();
    private final AtomicInteger writes = new AtomicInteger();
    private final AtomicBoolean over = new AtomicBoolean();

    @ParameterizedTest
    @EnumSource(names = {"DUAL_WRITE", "TARGET_LED"})
    void noCallersWriteFailsBecauseOfAnEpochAdvance(Stage stage) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
        try (MemoryModule first = fenced(stage);
                MemoryModule second = first.again(it -> it.stage(stage).reconcileEvery(Duration.ofMillis(10)))) {
            List<Future<?>> callers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                RecordStore store = (i % 2 == 0 ? first : second).store();
                RecordKey key = RecordKey.global("k" + i);
                callers.add(threads.submit(() -> putAndDelete(store, key)));
            }
            int advanced = 0;
            while (advanced < EPOCH_ADVANCES || writes.get() < FEWEST_WRITES) {
                advanced += advance(advanced % 2 == 0 ? first : second);
            }
            over.set(true);
            for (Future<?> it : callers) {
                it.get(20, TimeUnit.SECONDS);
            }

            assertThat(failed).isEmpty();
            assertThat(first.module.drain(Duration.ofSeconds(10))).isTrue();
            assertThat(first.legacy.store(TYPE).count()).isZero();
            assertThat(first.target.store(TYPE).count()).isZero();
            assertThat(first.module.removeTombstones(ALL)).isInstanceOf(TombstoneRemovalResult.Removed.class);
            assertAllTombstonesGo(first);
            System.out.printf("epoch advances=%d under writes=%d in %s%n", advanced, writes.get(), stage);
        } finally {
            threads.shutdownNow();
        }
    }

    /** The image of a delete may still be under way and bring its tombstone back; that one goes with the next removal. */
    private static void assertAllTombstonesGo(MemoryModule module) throws InterruptedException {
        long began = System.nanoTime();
        while (!tombstones(module).isEmpty()) {
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .as("%s are left", tombstones(module))
                    .isLessThan(LONGEST_REMOVAL);
            Thread.sleep(1);
            int ignored = advance(module);
        }
    }

    private static List<Image.Tombstone> tombstones(MemoryModule module) {
        return Stream.of(
                        module.legacy.store(TYPE).replicatedTombstones(Optional.empty(), 10),
                        module.target.store(TYPE).replicatedTombstones(Optional.empty(), 10))
                .flatMap(List::stream)
                .toList();
    }

    /** As a MongoDB collection is fenced when it is first used. */
    private static MemoryModule fenced(Stage stage) {
        MemoryModule module = MemoryModule.in(stage, TYPE, it -> it.reconcileEvery(Duration.ofMillis(10)));
        long epoch = module.legacy.control().read().epoch();
        assertThat(module.legacy.control().raiseFence(epoch)).isEqualTo(FenceStrength.STRONG);
        assertThat(advance(module))
                .as("only what was known of the epoch is forgotten")
                .isZero();
        return module;
    }

    /** 1 if the epoch was renewed. */
    private static int advance(MemoryModule module) {
        TombstoneRemovalResult result = module.module.removeTombstones(ALL);
        assertThat(result)
                .isInstanceOfAny(TombstoneRemovalResult.Removed.class, TombstoneRemovalResult.NothingToRemove.class);
        return result instanceof TombstoneRemovalResult.Removed ? 1 : 0;
    }

    private void putAndDelete(RecordStore store, RecordKey key) {
        for (int i = 0; !over.get(); i++) {
            Struct content = Struct.builder().put("value", "v" + i).build();
            note(store.put(key, content, Precondition.absent()));
            note(store.put(key, content, Precondition.present()));
            note(store.delete(key, Precondition.none()));
        }
    }

    private void note(WriteOutcome outcome) {
        writes.incrementAndGet();
        if (!outcome.isApplied()) {
            failed.add(outcome);
        }
    }
}
