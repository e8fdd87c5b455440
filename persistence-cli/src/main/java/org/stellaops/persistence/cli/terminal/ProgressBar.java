// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.terminal;

import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * The progress of one piece of work. On a terminal one line is repainted; elsewhere a plain line is printed for each
 * tenth, so that a log stays short.
 *
 * <p>Safe for concurrent use; never waits for anything but the stream it prints to.
 */
public final class ProgressBar implements AutoCloseable {

    private static final int WIDTH = 24;
    private static final int TENTHS = 10;
    private static final long REPAINT_NANOS = 100_000_000L;
    private static final double NANOS = 1e9;

    private final Terminal terminal;
    private final LongSupplier ticker;
    private final String label;
    private final long total;
    private final long began;
    private long done;
    private long painted;
    private long tenthsReported;
    private boolean closed;

    /**
     * Begins a piece of work.
     *
     * @param total the total amount; 0 if unknown
     * @param ticker nanoseconds
     */
    public ProgressBar(Terminal terminal, String label, long total, LongSupplier ticker) {
        this.terminal = terminal;
        this.label = label;
        this.total = total;
        this.ticker = ticker;
        this.began = ticker.getAsLong();
        this.painted = began - REPAINT_NANOS;
    }

    /** Sets the amount done; a smaller number than before is ignored. */
    public synchronized void reach(long nowDone) {
        if (closed || nowDone <= done) {
            return;
        }
        done = nowDone;
        long now = ticker.getAsLong();
        if (terminal.interactive() && now - painted >= REPAINT_NANOS) {
            painted = now;
            terminal.repaint(line(now));
        } else if (!terminal.interactive() && tenths() > tenthsReported && tenths() < TENTHS) {
            tenthsReported = tenths();
            terminal.line(line(now));
        }
    }

    @Override
    public void close() {
        finish();
    }

    /** The last state, on a line of its own. Finishing twice is harmless. */
    public synchronized void finish() {
        if (!closed) {
            closed = true;
            terminal.finish(line(ticker.getAsLong()));
        }
    }

    private long tenths() {
        return total <= 0 ? 0 : Math.min(done, total) * TENTHS / total;
    }

    private String line(long now) {
        double seconds = (now - began) / NANOS;
        String rate = seconds > 0 ? String.format(Locale.ROOT, "%,.0f/s", done / seconds) : "";
        String count = total > 0
                ? String.format(Locale.ROOT, "%,d of %,d", done, total)
                : String.format(Locale.ROOT, "%,d", done);
        return String.format(Locale.ROOT, "%-34s %s %s  %.1f s  %s", label, bar(), count, seconds, rate)
                .stripTrailing();
    }

    private String bar() {
        if (!terminal.interactive() || total <= 0) {
            return "";
        }
        int filled = (int) (Math.min(done, total) * WIDTH / total);
        return "[" + "#".repeat(filled) + ".".repeat(WIDTH - filled) + "]";
    }
}
