// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.examples.demo.live;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAccumulator;

/**
 * Measures the duration of callers' writes, retries included, in time windows. A write counts for a window that it
 * overlaps. Safe for concurrent use.
 */
public final class PauseMeter {

    private static final double NANOS_PER_MILLI = 1e6;

    private final List<Window> windows = new CopyOnWriteArrayList<>();

    /** A window. */
    static final class Window {

        private final long begin;
        private final LongAccumulator longest = new LongAccumulator(Math::max, 0);
        private volatile boolean open = true;
        private volatile long end;

        private Window(long begin) {
            this.begin = begin;
        }

        private void take(long from, long to) {
            boolean afterwards = !open && from - end > 0;
            if (to - begin >= 0 && !afterwards) {
                longest.accumulate(to - from);
            }
        }
    }

    /** Begins a window at this nanosecond. */
    Window begin(long now) {
        Window window = new Window(now);
        windows.add(window);
        return window;
    }

    /** Ends a window; a write that began in it still counts. */
    void end(Window window, long now) {
        window.end = now;
        window.open = false;
    }

    /** A caller's write took from one nanosecond to another. */
    void record(long from, long to) {
        windows.forEach(it -> it.take(from, to));
    }

    /** The longest write of each window in milliseconds, in the order in which the windows began. */
    public List<Double> longestMillis() {
        return windows.stream()
                .map(it -> Math.round(it.longest.get() / NANOS_PER_MILLI * 100) / 100.0)
                .toList();
    }
}
