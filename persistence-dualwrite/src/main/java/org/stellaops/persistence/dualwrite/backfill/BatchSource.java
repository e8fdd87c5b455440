// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.backfill;

import java.util.Optional;
import java.util.function.IntSupplier;
import org.stellaops.persistence.spi.LegacyScanEntry;
import org.stellaops.persistence.spi.Scan;

/** The batches of one scan, in their order. */
interface BatchSource extends AutoCloseable {

    /** Batches that are read when they are asked for, or by a thread of their own before. */
    static BatchSource of(Scan<LegacyScanEntry> scan, IntSupplier records, BackfillSettings settings, String name) {
        return settings.readAhead() == 0
                ? new InTurn(scan, records, settings)
                : new ReadAhead(scan, records, settings, name);
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

    /** Reads when asked. */
    record InTurn(Scan<LegacyScanEntry> scan, IntSupplier records, BackfillSettings settings) implements BatchSource {

        @Override
        public Optional<Batch> next() {
            return Optional.of(Batch.of(scan, records.getAsInt(), settings));
        }

        @Override
        public void close() {
            scan.close();
        }
    }
}
