// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.verify;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.spi.ReadableStore;
import org.stellaops.persistence.spi.Scan;
import org.stellaops.persistence.spi.ScanEntry;

/**
 * A scan without contents that goes on with them where too many records have no stored hash, as in a collection that was backfilled and
 * not written since: each of them would be compared on its own, which costs far more than its content.
 */
final class StoredScan implements Scan<ScanEntry> {

    private static final int CHUNK = 500;

    /** One record in so many may be without a hash. */
    private static final int FEW = 20;

    private final Function<Optional<RecordKey>, Scan<ScanEntry>> contents;
    private final Deque<ScanEntry> chunk = new ArrayDeque<>();
    private Scan<ScanEntry> source;
    private boolean isStored = true;
    private Optional<RecordKey> last;

    StoredScan(ReadableStore store, Optional<RecordKey> after) {
        this.contents = store::scan;
        this.source = store.scanStored(after);
        this.last = after;
    }

    @Override
    public boolean hasNext() {
        if (chunk.isEmpty() && isStored) {
            List<ScanEntry> read = read();
            if (lacking(read) * FEW > read.size()) {
                isStored = false;
                source.close();
                source = contents.apply(last);
            } else {
                chunk.addAll(read);
            }
        }
        return !chunk.isEmpty() || source.hasNext();
    }

    @Override
    public ScanEntry next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the scan is at its end");
        }
        ScanEntry found = chunk.isEmpty() ? source.next() : chunk.remove();
        last = found.isStandIn() ? last : Optional.of(found.key());
        return found;
    }

    private List<ScanEntry> read() {
        List<ScanEntry> read = new ArrayList<>(CHUNK);
        while (read.size() < CHUNK && source.hasNext()) {
            read.add(source.next());
        }
        return read;
    }

    private static long lacking(List<ScanEntry> entries) {
        return entries.stream()
                .filter(it -> it.contentHash().isEmpty() && it.problem().isEmpty())
                .count();
    }

    @Override
    public void close() {
        chunk.clear();
        source.close();
    }
}
