// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.backfill;

import java.util.Optional;
import java.util.function.Supplier;
import org.stellaops.persistence.dualwrite.internal.scan.Ahead;
import org.stellaops.persistence.spi.LegacyScanEntry;
import org.stellaops.persistence.spi.Scan;

/** The batches of one scan in their order, ready to be sent. */
interface BatchSource extends AutoCloseable {

    /**
     * Batches that are made when they are asked for, or before, by a thread of their own.
     *
     * @param next reads the scan, and does all that needs no answer of the target
     * @param ahead how many are made before they are asked for
     */
    static BatchSource of(Scan<LegacyScanEntry> scan, Supplier<Batch> next, int ahead, String name) {
        return ahead == 0
                ? new InTurn(scan, next)
                : new ReadAhead(new Ahead<>(
                        () -> Optional.of(next.get()), Batch::isLast, scan::close, ahead, name + "-reader"));
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

    /** Makes them when asked. */
    record InTurn(Scan<LegacyScanEntry> scan, Supplier<Batch> batches) implements BatchSource {

        @Override
        public Optional<Batch> next() {
            return Optional.of(batches.get());
        }

        @Override
        public void close() {
            scan.close();
        }
    }

    /** Makes them before they are asked for. */
    record ReadAhead(Ahead<Batch> reader) implements BatchSource {

        @Override
        public Optional<Batch> next() {
            return reader.next();
        }

        @Override
        public void close() {
            reader.close();
        }
    }
}
