// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.backfill;

import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.UnaryOperator;
import org.stellaops.persistence.dualwrite.internal.scan.Ahead;
import org.stellaops.persistence.spi.LegacyScanEntry;
import org.stellaops.persistence.spi.Scan;

/** The batches of one scan in their order, ready to be sent. */
interface BatchSource extends AutoCloseable {

    /**
     * Batches that are read and prepared when they are asked for, or before, each by a thread of its own.
     *
     * @param records how many the next one takes
     * @param prepare does what needs no answer of the target
     */
    static BatchSource of(
            Scan<LegacyScanEntry> scan,
            IntSupplier records,
            BackfillSettings settings,
            UnaryOperator<Batch> prepare,
            String name) {
        return settings.readAhead() == 0
                ? new InTurn(scan, records, settings, prepare)
                : ReadAhead.of(scan, records, settings, prepare, name);
    }

    /**
     * The next batch; waits for it.
     *
     * @return empty if the thread is interrupted, whose status is kept
     * @throws org.stellaops.persistence.StoreException if the store does not answer
     */
    Optional<Batch> next();

    /** Releases the scan, and waits until nobody uses it. */
    @Override
    void close();

    /** Reads and prepares when asked. */
    record InTurn(
            Scan<LegacyScanEntry> scan, IntSupplier records, BackfillSettings settings, UnaryOperator<Batch> prepare)
            implements BatchSource {

        @Override
        public Optional<Batch> next() {
            return Optional.of(prepare.apply(Batch.of(scan, records.getAsInt(), settings)));
        }

        @Override
        public void close() {
            scan.close();
        }
    }

    /** Reads on one thread, and prepares on another what is read. */
    record ReadAhead(Ahead<Batch> reader, Ahead<Batch> preparer) implements BatchSource {

        static ReadAhead of(
                Scan<LegacyScanEntry> scan,
                IntSupplier records,
                BackfillSettings settings,
                UnaryOperator<Batch> prepare,
                String name) {
            Ahead<Batch> reader = new Ahead<>(
                    () -> Optional.of(Batch.of(scan, records.getAsInt(), settings)),
                    Batch::isLast,
                    scan::close,
                    settings.readAhead(),
                    name + "-reader");
            Ahead<Batch> preparer =
                    new Ahead<>(() -> reader.next().map(prepare), Batch::isLast, () -> {}, 1, name + "-preparer");
            return new ReadAhead(reader, preparer);
        }

        @Override
        public Optional<Batch> next() {
            return preparer.next();
        }

        @Override
        public void close() {
            preparer.close();
            reader.close();
        }
    }
}
