// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spi;

import java.util.NoSuchElementException;
import java.util.Optional;

/** The entries of a scan in key order up to the end of a range; what has no key stays with its neighbours. */
final class BoundedScan implements Scan<LegacyScanEntry> {

    private final Scan<LegacyScanEntry> source;
    private final KeyRange range;
    private Optional<LegacyScanEntry> next = Optional.empty();
    private boolean over;

    BoundedScan(Scan<LegacyScanEntry> source, KeyRange range) {
        this.source = source;
        this.range = range;
    }

    @Override
    public boolean hasNext() {
        if (next.isEmpty() && !over) {
            next = source.hasNext() ? Optional.of(source.next()).filter(this::isInRange) : Optional.empty();
            over = next.isEmpty();
        }
        return next.isPresent();
    }

    private boolean isInRange(LegacyScanEntry entry) {
        return entry.record().map(it -> range.contains(it.key())).orElse(true);
    }

    @Override
    public LegacyScanEntry next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        LegacyScanEntry entry = next.orElseThrow();
        next = Optional.empty();
        return entry;
    }

    @Override
    public void close() {
        source.close();
    }
}
