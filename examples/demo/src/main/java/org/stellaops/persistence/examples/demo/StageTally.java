// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.examples.demo;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.examples.demo.live.LiveCounts;
import org.stellaops.persistence.examples.demo.report.DemoReport;

/** Counts per stay in a stage. Safe for concurrent use. */
final class StageTally implements LiveCounts {

    private final List<Stay> stays = new CopyOnWriteArrayList<>();
    private volatile Stay current;

    StageTally(Stage first, Instant at) {
        this.current = new Stay(first, at);
        stays.add(current);
    }

    void enter(Stage stage, Instant at) {
        current = new Stay(stage, at);
        stays.add(current);
    }

    @Override
    public void wrote() {
        current.writes.increment();
    }

    @Override
    public void read() {
        current.reads.increment();
    }

    void diverged() {
        current.divergences.increment();
    }

    List<DemoReport.StageEntry> entries() {
        return stays.stream().map(Stay::entry).toList();
    }

    private record Stay(Stage stage, Instant at, LongAdder writes, LongAdder reads, LongAdder divergences) {

        Stay(Stage stage, Instant at) {
            this(stage, at, new LongAdder(), new LongAdder(), new LongAdder());
        }

        DemoReport.StageEntry entry() {
            return new DemoReport.StageEntry(stage.name(), at.toString(), writes.sum(), reads.sum(), divergences.sum());
        }
    }
}
