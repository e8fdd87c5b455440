// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.verify;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.dualwrite.internal.scan.Ahead;
import org.stellaops.persistence.spi.Scan;
import org.stellaops.persistence.spi.ScanEntry;

/** A scan that a thread of its own reads ahead, so that both stores of a verification are read at once. */
final class ReadAhead implements Scan<ScanEntry> {

    private static final int CHUNK = 500;

    private final Ahead<List<ScanEntry>> chunks;
    private final Deque<ScanEntry> current = new ArrayDeque<>();
    private boolean ended;

    private ReadAhead(Ahead<List<ScanEntry>> chunks) {
        this.chunks = chunks;
    }

    /** Begins to read. The supplier is asked in the thread that reads, which closes the scan as well. */
    static ReadAhead begin(String name, Supplier<Scan<ScanEntry>> source, int entries) {
        Reading reading = new Reading(source);
        return new ReadAhead(
                new Ahead<>(reading::next, ReadAhead::isLast, reading::close, Math.max(2, entries / CHUNK), name));
    }

    private static boolean isLast(List<ScanEntry> chunk) {
        return chunk.size() < CHUNK;
    }

    @Override
    public boolean hasNext() {
        while (current.isEmpty() && !ended) {
            List<ScanEntry> chunk = chunks.next()
                    .orElseThrow(() ->
                            new StoreException(Fault.Kind.INTERRUPTED, "waiting for a scan was interrupted", null));
            current.addAll(chunk);
            ended = isLast(chunk);
        }
        return !current.isEmpty();
    }

    @Override
    public ScanEntry next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the scan is at its end");
        }
        return current.remove();
    }

    @Override
    public void close() {
        ended = true;
        chunks.close();
    }

    /** The scan, for the thread that reads alone. */
    private static final class Reading {

        private final Supplier<Scan<ScanEntry>> source;
        private @Nullable Scan<ScanEntry> scan;

        Reading(Supplier<Scan<ScanEntry>> source) {
            this.source = source;
        }

        Optional<List<ScanEntry>> next() {
            Scan<ScanEntry> from = scan;
            if (from == null) {
                from = source.get();
                scan = from;
            }
            List<ScanEntry> read = new ArrayList<>(CHUNK);
            while (read.size() < CHUNK && from.hasNext()) {
                read.add(from.next());
            }
            return Optional.of(read);
        }

        void close() {
            if (scan != null) {
                scan.close();
            }
        }
    }
}
