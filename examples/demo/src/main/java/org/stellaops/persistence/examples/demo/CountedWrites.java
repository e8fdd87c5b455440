// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.examples.demo;

import java.util.concurrent.atomic.AtomicLong;
import org.stellaops.persistence.cli.terminal.ProgressBar;
import org.stellaops.persistence.examples.demo.live.LiveCounts;

/** Counts writes per stage, and shows the progress of the load. Safe for concurrent use. */
final class CountedWrites implements LiveCounts {

    private final StageTally tally;
    private final ProgressBar bar;
    private final AtomicLong writes = new AtomicLong();

    CountedWrites(StageTally tally, ProgressBar bar) {
        this.tally = tally;
        this.bar = bar;
    }

    @Override
    public void wrote() {
        tally.wrote();
        bar.reach(writes.incrementAndGet());
    }

    @Override
    public void read() {
        tally.read();
    }
}
