// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.spi.Scan;
import org.stellaops.persistence.spi.ScanEntry;

/** A pass over keys in pages, each read behind the last key of the one before. */
final class PagedScan implements Scan<ScanEntry> {

    private final Function<Optional<RecordKey>, List<ScanEntry>> pages;
    private final Deque<ScanEntry> page = new ArrayDeque<>();
    private Optional<RecordKey> position;
    private boolean ended;

    /**
     * A scan.
     *
     * @param pages reads the page behind a key; an empty one is the end
     */
    PagedScan(Function<Optional<RecordKey>, List<ScanEntry>> pages, Optional<RecordKey> after) {
        this.pages = pages;
        this.position = after;
    }

    @Override
    public boolean hasNext() {
        if (page.isEmpty() && !ended) {
            List<ScanEntry> read = pages.apply(position);
            page.addAll(read);
            ended = read.isEmpty();
            if (!read.isEmpty()) {
                position = Optional.of(read.get(read.size() - 1).key());
            }
        }
        return !page.isEmpty();
    }

    @Override
    public ScanEntry next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the scan is at its end");
        }
        return page.remove();
    }

    @Override
    public void close() {
        page.clear();
        ended = true;
    }
}
