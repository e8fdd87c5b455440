// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.examples.demo.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.Revision;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.ContentHash;
import org.stellaops.persistence.value.Struct;

class LiveLoadTest {

    private static final int WRITES = 600;

    private final Counts counts = new Counts();

    @Test
    void everyAcknowledgedWriteOfAnHonestStoreIsThere() throws InterruptedException {
        MapStore store = new MapStore();
        SortedMap<RecordKey, ContentHash> touched = loaded(store, 20);

        try (LiveLoad load = start(store, touched)) {
            load.grant(WRITES);
            load.awaitRest();

            assertThat(load.acknowledged()).isEqualTo(WRITES);
            assertThat(load.lost(store.leader())).isEmpty();
            assertThat(load.staleReads()).isZero();
        }
        assertThat(counts.writes.sum()).isEqualTo(WRITES);
        assertThat(counts.reads.sum()).isPositive();
        assertThat(touched)
                .anySatisfy((key, hash) ->
                        assertThat(store.find(key).map(StoredRecord::content)).isNotEqualTo(Optional.of(hash)));
        assertThat(store.held.keySet()).anyMatch(it -> it.id().startsWith("LIVE-"));
    }

    @Test
    void aWriteThatIsAcknowledgedAndNotKeptIsLost() throws InterruptedException {
        MapStore store = new MapStore();

        try (LiveLoad load = start(store, Map.of())) {
            load.grant(WRITES);
            load.awaitRest();
            RecordKey gone = store.held.firstKey();
            store.held.remove(gone);

            assertThat(load.lost(store.leader())).containsExactly(gone);
        }
    }

    @Test
    void aStoreThatForgetsOneWriteIsFoundOutByItsReaders() throws InterruptedException {
        AtomicBoolean forgot = new AtomicBoolean();
        MapStore store = new MapStore() {
            @Override
            public synchronized WriteOutcome put(RecordKey key, Struct content, Precondition precondition) {
                if (held.containsKey(key) && forgot.compareAndSet(false, true)) {
                    held.remove(key);
                    return new WriteOutcome.Applied(Revision.of(new VersionStamp(1, "t")));
                }
                return super.put(key, content, precondition);
            }
        };

        try (LiveLoad load = start(store, Map.of())) {
            load.grant(WRITES);
            load.awaitRest();

            assertThat(load.staleReads() + load.lost(store.leader()).size()).isPositive();
        }
    }

    @Test
    void aWriteOfWhichNobodyKnowsIsNeitherLostNorAcknowledged() throws InterruptedException {
        MapStore store = new MapStore() {
            private int asked;

            @Override
            public synchronized WriteOutcome put(RecordKey key, Struct content, Precondition precondition) {
                asked++;
                if (asked % 10 == 0) {
                    // Every second one took effect.
                    if (asked % 20 == 0) {
                        WriteOutcome unseen = super.put(key, content, precondition);
                        assertThat(unseen).isNotNull();
                    }
                    return new WriteOutcome.Unknown(new Fault(Fault.Kind.NO_ANSWER, "no answer"));
                }
                return super.put(key, content, precondition);
            }
        };

        try (LiveLoad load = start(store, Map.of())) {
            load.grant(WRITES);
            load.awaitRest();

            assertThat(load.unknown()).isPositive();
            assertThat(load.acknowledged()).isEqualTo(WRITES);
            assertThat(load.lost(store.leader())).isEmpty();
            assertThat(load.staleReads()).isZero();
        }
    }

    @Test
    void aRejectionThatPassesIsTriedAgainAndCountsAsWaiting() throws InterruptedException {
        AtomicBoolean moving = new AtomicBoolean();
        LongAdder refused = new LongAdder();
        MapStore store = new MapStore() {
            @Override
            public synchronized WriteOutcome put(RecordKey key, Struct content, Precondition precondition) {
                if (moving.get()) {
                    refused.increment();
                    moving.set(refused.sum() < 5);
                    return new WriteOutcome.NotApplied(new Fault(Fault.Kind.OUT_OF_DATE, "the lead moves"));
                }
                return super.put(key, content, precondition);
            }
        };

        try (LiveLoad load = start(store, Map.of())) {
            load.grant(50);
            moving.set(true);
            load.measured(() -> {
                while (moving.get()) {
                    Thread.onSpinWait();
                }
            });
            load.awaitRest();

            assertThat(load.lost(store.leader())).isEmpty();
            assertThat(load.longestPauses()).hasSize(1).allMatch(it -> it > 0);
        }
    }

    @Test
    void aStoreThatAcknowledgesNothingEndsTheLoadWithAReason() {
        MapStore store = new MapStore() {
            @Override
            public synchronized WriteOutcome put(RecordKey key, Struct content, Precondition precondition) {
                return new WriteOutcome.Conflict(Optional.empty(), "always");
            }
        };

        try (LiveLoad load = start(store, Map.of())) {
            load.grant(WRITES);

            assertThatThrownBy(load::awaitRest).hasMessageContaining("none was acknowledged");
        }
    }

    private LiveLoad start(MapStore store, Map<RecordKey, ContentHash> touched) {
        return LiveLoad.start(store, new LiveLoad.Plan(5, "LIVE-", 40, touched), counts, System::nanoTime);
    }

    private static SortedMap<RecordKey, ContentHash> loaded(MapStore store, int number) {
        SortedMap<RecordKey, ContentHash> touched = new TreeMap<>();
        for (int i = 0; i < number; i++) {
            RecordKey key = RecordKey.global("GO-" + i);
            Struct content = LiveDocuments.contentOf(
                    key, Struct.builder().put("summary", "s" + i).build());
            assertThat(store.put(key, content, Precondition.none()).isApplied()).isTrue();
            touched.put(key, ContentHash.of(content));
        }
        return touched;
    }

    private static final class Counts implements LiveCounts {

        private final LongAdder writes = new LongAdder();
        private final LongAdder reads = new LongAdder();

        @Override
        public void wrote() {
            writes.increment();
        }

        @Override
        public void read() {
            reads.increment();
        }
    }
}
