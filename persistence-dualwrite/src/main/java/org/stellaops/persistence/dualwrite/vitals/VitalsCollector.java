// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.vitals;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.stellaops.persistence.dualwrite.coverage.CoverageReport;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.Result;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.dualwrite.event.EventRouter;
import org.stellaops.persistence.dualwrite.supervision.TaskHealth;

/**
 * Counts what the events of one module say, over a window that moves on with each {@link #look}. Begins anew when the leader changes,
 * because then another store answers and another one follows.
 *
 * <p><b>Threads.</b> Safe for concurrent use; an event costs an increment or two. <b>Blocking.</b> Never.
 */
public final class VitalsCollector implements DualWriteListener {

    private static final int MOST_FAILURES = 3;
    private static final int MOST_TASKS = 5;
    private static final int LONGEST_REASON = 200;

    private final Duration window;
    private final EventRouter router = new EventRouter();
    private final LongAdder sends = new LongAdder();
    private final LongAdder failedSends = new LongAdder();
    private final LongAdder failedCalls = new LongAdder();
    private final AtomicLongArray latencies = new AtomicLongArray(Latencies.CLASSES);
    private final Deque<Snapshot> snapshots = new ArrayDeque<>();
    private Supplier<CoverageReport> coverage = () -> new CoverageReport(List.of(), 0);
    private Supplier<List<TaskHealth>> tasks = List::of;
    private volatile boolean begins;

    private record Snapshot(long at, Vitals total) {}

    /** Counts what happened within the last {@code window}. */
    public VitalsCollector(Duration window) {
        this.window = window;
        routeSends();
        routeCalls();
        router.when(DualWriteEvent.StageChanged.class, this::entered);
    }

    /** Where it learns how many reads were compared; to be called before the module is opened. */
    public void comparisons(Supplier<CoverageReport> report) {
        coverage = report;
    }

    /** Background tasks beside those of the module; to be called before the module is opened. */
    public void watch(Supplier<List<TaskHealth>> more) {
        tasks = more;
    }

    @Override
    public void on(DualWriteEvent event) {
        router.on(event);
    }

    /** In how many reads divergences were confirmed since the process began; what verifications find is kept with their outcome. */
    public long divergences() {
        return coverage.get().confirmed();
    }

    /**
     * What was counted within the window, which ends now.
     *
     * @param now nanoseconds of a ticker
     * @param ofModule the background tasks of the module
     */
    public synchronized Vitals look(long now, List<TaskHealth> ofModule) {
        Vitals total = total();
        if (begins) {
            begins = false;
            snapshots.clear();
        }
        if (snapshots.isEmpty()) {
            snapshots.add(new Snapshot(now, total));
        }
        Vitals counted = total.since(snapshots.getFirst().total());
        snapshots.add(new Snapshot(now, total));
        while (snapshots.size() > 1 && now - snapshots.getFirst().at() > window.toNanos()) {
            snapshots.removeFirst();
        }
        return counted.withUnwell(
                unwell(Stream.concat(ofModule.stream(), tasks.get().stream()).toList()));
    }

    private Vitals total() {
        CoverageReport report = coverage.get();
        long failed = failedCalls.sum();
        List<Long> counts = new ArrayList<>();
        for (int at = 0; at < Latencies.CLASSES; at++) {
            counts.add(latencies.get(at));
        }
        Latencies took = new Latencies(counts);
        return new Vitals(
                true,
                List.of(),
                new Tally(sends.sum(), failedSends.sum()),
                new Tally(report.compared(), report.confirmed()),
                new Tally(took.calls(), failed),
                took);
    }

    /** A thread that was never started, as in a process that only moves a module, is none that ended. */
    private static List<String> unwell(List<TaskHealth> all) {
        return all.stream()
                .filter(it -> it.failuresInARow() >= MOST_FAILURES
                        || (!it.alive() && it.lastSuccess().isPresent()))
                .limit(MOST_TASKS)
                .map(VitalsCollector::describe)
                .toList();
    }

    private static String describe(TaskHealth task) {
        String state = task.alive() ? "failed " + task.failuresInARow() + " times in a row" : "does not run any more";
        String reason = task.lastFailure().map(it -> ": " + it).orElse("").replace('\n', ' ');
        String text = task.task() + " " + state + reason;
        return text.length() > LONGEST_REASON ? text.substring(0, LONGEST_REASON) : text;
    }

    private void entered(DualWriteEvent.StageChanged event) {
        if (event.from().leader() != event.to().leader()) {
            begins = true;
        }
    }

    private void routeSends() {
        router.when(DualWriteEvent.FollowerWriteCompleted.class, it -> sends.increment());
        router.when(DualWriteEvent.FollowerWriteFailed.class, it -> failedSend());
        router.when(DualWriteEvent.FollowerWriteTimedOut.class, it -> failedSend());
        router.when(DualWriteEvent.FollowerRejected.class, it -> failedSend());
        router.when(DualWriteEvent.FollowerWriteDropped.class, it -> {
            if (it.reason() == DualWriteEvent.DropReason.BREAKER_OPEN) {
                failedSend();
            }
        });
    }

    private void failedSend() {
        sends.increment();
        failedSends.increment();
    }

    private void routeCalls() {
        router.when(
                DualWriteEvent.WriteCompleted.class,
                it -> call(it.result() == Result.UNKNOWN || it.result() == Result.NOT_APPLIED, it.took()));
        router.when(DualWriteEvent.ReadCompleted.class, it -> call(!it.answered(), it.took()));
    }

    private void call(boolean failed, Duration took) {
        long unused = latencies.incrementAndGet(Latencies.classOf(took));
        if (failed) {
            failedCalls.increment();
        }
    }
}
