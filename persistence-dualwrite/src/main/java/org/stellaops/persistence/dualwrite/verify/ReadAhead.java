// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.verify;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.spi.Scan;
import org.stellaops.persistence.spi.ScanEntry;

/**
 * A scan that a thread of its own reads ahead, so that both stores of a verification are read at once. The thread lives as long as the
 * scan; whatever it fails with, an {@code Error} included, is thrown by the next read.
 */
final class ReadAhead implements Scan<ScanEntry> {

    private static final int CHUNK = 500;
    private static final long LOOK_MILLIS = 100;
    private static final Duration LONGEST_CLOSING = Duration.ofSeconds(5);

    /** Some entries; the last one says that there are no more, or why not. */
    private record Chunk(
            List<ScanEntry> entries,
            boolean isLast,
            @Nullable Throwable failure) {}

    private final Supplier<Scan<ScanEntry>> source;
    private final BlockingQueue<Chunk> chunks;
    private final Thread reader;
    private final Deque<ScanEntry> current = new ArrayDeque<>();
    private boolean ended;
    private volatile boolean closed;

    private ReadAhead(String name, Supplier<Scan<ScanEntry>> source, int entries) {
        this.source = source;
        this.chunks = new ArrayBlockingQueue<>(Math.max(2, entries / CHUNK));
        this.reader = new Thread(this::readAll, name);
        this.reader.setDaemon(true);
    }

    /** Begins to read. The supplier is asked in the thread that reads, which closes the scan as well. */
    static ReadAhead begin(String name, Supplier<Scan<ScanEntry>> source, int entries) {
        ReadAhead ahead = new ReadAhead(name, source, entries);
        ahead.reader.start();
        return ahead;
    }

    @Override
    public boolean hasNext() {
        while (current.isEmpty() && !ended) {
            Chunk chunk = take();
            current.addAll(chunk.entries());
            ended = chunk.isLast();
            rethrow(chunk.failure());
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
        closed = true;
        ended = true;
        reader.interrupt();
        try {
            reader.join(LONGEST_CLOSING.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Chunk take() {
        try {
            return chunks.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(Fault.Kind.INTERRUPTED, "waiting for a scan was interrupted", e);
        }
    }

    private static void rethrow(@Nullable Throwable failure) {
        if (failure instanceof RuntimeException it) {
            throw it;
        } else if (failure instanceof Error it) {
            throw it;
        }
    }

    @SuppressWarnings("CatchingUnchecked")
    private void readAll() {
        try (Scan<ScanEntry> scan = source.get()) {
            while (!closed) {
                List<ScanEntry> read = new ArrayList<>(CHUNK);
                while (read.size() < CHUNK && scan.hasNext()) {
                    read.add(scan.next());
                }
                boolean isLast = read.size() < CHUNK;
                hand(new Chunk(read, isLast, null));
                if (isLast) {
                    return;
                }
            }
        } catch (Throwable e) {
            hand(new Chunk(List.of(), true, e));
        }
    }

    /** Waits while the queue is full, unless nobody reads it any more. */
    private void hand(Chunk chunk) {
        boolean handed = false;
        while (!handed && !closed) {
            try {
                handed = chunks.offer(chunk, LOOK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                // Only close() interrupts, after it has said so.
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
