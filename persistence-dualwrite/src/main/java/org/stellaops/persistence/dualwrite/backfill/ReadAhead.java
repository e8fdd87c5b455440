// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.backfill;

import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.spi.LegacyScanEntry;
import org.stellaops.persistence.spi.Scan;

/**
 * Reads batches on a thread of its own, as many as are allowed to wait. Whatever ends that thread, an {@link Error} included, is thrown
 * to whoever asks for the next batch, so that the thread needs nobody else to look after it.
 *
 * <p>The scan is used by that thread alone, which closes it.
 */
final class ReadAhead implements BatchSource {

    private static final long LOOK_SECONDS = 1;

    /** A batch, or what was thrown instead. */
    private record Read(@Nullable Batch batch, @Nullable Throwable thrown) {}

    private final Scan<LegacyScanEntry> scan;
    private final IntSupplier records;
    private final BackfillSettings settings;
    private final BlockingQueue<Read> waiting;
    private final Thread reader;
    private volatile boolean closed;

    /** Begins to read. */
    ReadAhead(Scan<LegacyScanEntry> scan, IntSupplier records, BackfillSettings settings, String name) {
        this.scan = scan;
        this.records = records;
        this.settings = settings;
        this.waiting = new ArrayBlockingQueue<>(settings.readAhead());
        this.reader = new Thread(this::read, name);
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try (scan) {
            boolean more = true;
            while (more && !closed) {
                Batch batch = Batch.of(scan, records.getAsInt(), settings);
                waiting.put(new Read(batch, null));
                more = !batch.isLast();
            }
        } catch (InterruptedException e) {
            // Only close interrupts this thread.
        } catch (Throwable thrown) {
            hand(thrown);
        }
    }

    private void hand(Throwable thrown) {
        try {
            if (!closed) {
                waiting.put(new Read(null, thrown));
            }
        } catch (InterruptedException e) {
            // It is closed, so that nobody asks any more.
        }
    }

    @Override
    public Optional<Batch> next() {
        try {
            Read read = waiting.poll(LOOK_SECONDS, TimeUnit.SECONDS);
            while (read == null) {
                requireReader();
                read = waiting.poll(LOOK_SECONDS, TimeUnit.SECONDS);
            }
            if (read.thrown() != null) {
                throw unchecked(read.thrown());
            }
            return Optional.ofNullable(read.batch());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** A thread that has ended has handed over everything; one that ended without is a defect. */
    private void requireReader() {
        if (!reader.isAlive() && waiting.isEmpty()) {
            throw new IllegalStateException("the thread " + reader.getName() + " ended without a word; start again");
        }
    }

    private static RuntimeException unchecked(Throwable thrown) {
        if (thrown instanceof Error it) {
            throw it;
        }
        return thrown instanceof RuntimeException it ? it : new IllegalStateException(thrown);
    }

    /** An answer that the reader waits for is waited for, no longer than the store's deadline. */
    @Override
    public void close() {
        closed = true;
        waiting.clear();
        reader.interrupt();
        boolean interrupted = false;
        while (reader.isAlive()) {
            try {
                reader.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
