// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator;

import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.spi.LegacyScanEntry;
import org.stellaops.persistence.spi.Scan;
import org.stellaops.persistence.spi.ScanEntry;

/**
 * A scan of which each element is a separate step, read when that step happens; between steps it holds no store state.
 */
final class SteppedScan<T> implements Scan<T> {

    private final Function<Optional<RecordKey>, Scan<T>> opener;
    private final String store;
    private final StepRunner runner;
    private Optional<RecordKey> position;
    private Optional<T> peeked = Optional.empty();

    SteppedScan(
            Optional<RecordKey> after, Function<Optional<RecordKey>, Scan<T>> opener, String store, StepRunner runner) {
        this.position = after;
        this.opener = opener;
        this.store = store;
        this.runner = runner;
    }

    @Override
    public boolean hasNext() {
        if (peeked.isEmpty()) {
            Optional<RecordKey> from = position;
            peeked = runner.run(store, "scan behind " + from, false, () -> first(from));
        }
        return peeked.isPresent();
    }

    private Optional<T> first(Optional<RecordKey> from) {
        try (Scan<T> scan = opener.apply(from)) {
            return scan.hasNext() ? Optional.of(scan.next()) : Optional.empty();
        }
    }

    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the scan is at its end");
        }
        T found = peeked.orElseThrow();
        position = Optional.of(keyOf(found));
        peeked = Optional.empty();
        return found;
    }

    private static RecordKey keyOf(Object element) {
        if (element instanceof ScanEntry it) {
            return it.key();
        } else if (element instanceof LegacyScanEntry it && it.record().isPresent()) {
            return it.record().get().key();
        }
        throw new IllegalStateException("a simulated scan found an unreadable document, and cannot continue after it");
    }

    @Override
    public void close() {
        // Nothing to release.
    }
}
