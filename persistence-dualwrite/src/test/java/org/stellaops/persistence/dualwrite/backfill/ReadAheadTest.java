// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.LegacyScanEntry;
import org.stellaops.persistence.spi.Scan;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.Struct;

class ReadAheadTest {

    private static final BackfillSettings SETTINGS = BackfillSettings.defaults().withBatch(3);

    @Test
    void batchesComeInOrderAndTheLastOneSaysSo() {
        Counted scan = new Counted(8, it -> {});
        List<Long> sizes = new ArrayList<>();
        boolean last = false;

        try (BatchSource source = ahead(scan, SETTINGS)) {
            while (!last) {
                Batch batch = source.next().orElseThrow();
                sizes.add(batch.size());
                last = batch.isLast();
            }
        }

        assertThat(sizes).containsExactly(3L, 3L, 2L);
        assertThat(scan.closed).isTrue();
    }

    @Test
    void noMoreIsReadThanMayWait() throws InterruptedException {
        // Two batches wait behind the reader, which has one in hand.
        CountDownLatch full = new CountDownLatch(9);
        Counted scan = new Counted(1_000, it -> full.countDown());

        try (BatchSource source = ahead(scan, SETTINGS)) {
            assertThat(full.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(scan.read.get()).isEqualTo(9);
            assertThat(source.next()).isPresent();
        }

        assertThat(scan.read.get()).isLessThanOrEqualTo(12);
        assertThat(scan.closed).isTrue();
    }

    @Test
    void whatEndsTheExaminationOfARecordIsThrownToo() {
        StoreException silent = new StoreException(Fault.Kind.UNAVAILABLE, "planned outage", null);
        Counted scan = new Counted(8, it -> {});
        Supplier<Batch> next = () -> Batch.of(scan, 3, SETTINGS, it -> {
            throw silent;
        });

        try (BatchSource source = BatchSource.of(scan, next, 2, "test")) {
            assertThatThrownBy(source::next).isSameAs(silent);
        }
        assertThat(scan.closed).isTrue();
    }

    @Test
    void largeDocumentsMakeSmallBatches() {
        BackfillSettings settings = SETTINGS.withBatchBytes(1);

        try (BatchSource source = ahead(new Counted(8, it -> {}), settings)) {
            assertThat(source.next().orElseThrow().size()).isEqualTo(1);
        }
    }

    @Test
    void whatEndsTheReaderIsThrownBehindWhatWasRead() {
        StoreException silent = new StoreException(Fault.Kind.UNAVAILABLE, "planned outage", null);
        Counted scan = new Counted(8, it -> {
            if (it == 5) {
                throw silent;
            }
        });

        try (BatchSource source = ahead(scan, SETTINGS)) {
            assertThat(source.next().orElseThrow().size()).isEqualTo(3);
            assertThatThrownBy(source::next).isSameAs(silent);
        }
        assertThat(scan.closed).isTrue();
    }

    @Test
    void anErrorIsThrownToo() {
        Counted scan = new Counted(8, it -> {
            throw new StackOverflowError();
        });

        try (BatchSource source = ahead(scan, SETTINGS)) {
            assertThatThrownBy(source::next).isInstanceOf(StackOverflowError.class);
        }
    }

    @Test
    void anInterruptOfWhoeverAsksEndsTheWaitAndIsKept() {
        CountDownLatch never = new CountDownLatch(1);
        Counted scan = new Counted(8, it -> await(never));

        try (BatchSource source = ahead(scan, SETTINGS)) {
            Thread.currentThread().interrupt();
            assertThat(source.next()).isEmpty();
        }

        assertThat(Thread.interrupted()).isTrue();
        assertThat(scan.closed).isTrue();
    }

    private static BatchSource ahead(Scan<LegacyScanEntry> scan, BackfillSettings settings) {
        return BatchSource.of(scan, () -> Batch.of(scan, 3, settings, it -> List.of()), 2, "test");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(Fault.Kind.INTERRUPTED, "interrupted", e);
        }
    }

    private interface Reading {
        void read(int number);
    }

    /** So many records. */
    private static final class Counted implements Scan<LegacyScanEntry> {

        private final int records;
        private final Reading reading;
        private final AtomicInteger read = new AtomicInteger();
        private final AtomicBoolean closed = new AtomicBoolean();

        Counted(int records, Reading reading) {
            this.records = records;
            this.reading = reading;
        }

        @Override
        public boolean hasNext() {
            return read.get() < records;
        }

        @Override
        public LegacyScanEntry next() {
            int number = read.incrementAndGet();
            reading.read(number);
            LegacyRecord record = new LegacyRecord(
                    RecordKey.global("k" + number),
                    VersionStamp.UNVERSIONED,
                    Struct.EMPTY,
                    Optional.empty(),
                    OptionalLong.empty(),
                    Optional.empty());
            return new LegacyScanEntry("k" + number, Optional.of(record), Optional.empty());
        }

        @Override
        public void close() {
            closed.set(true);
        }
    }
}
