// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.examples.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.backfill.BackfillRun;
import org.stellaops.persistence.dualwrite.repair.RepairResult;
import org.stellaops.persistence.dualwrite.verify.VerificationReport;
import org.stellaops.persistence.examples.demo.injection.DifferenceInjector;
import org.stellaops.persistence.examples.demo.injection.FoundDifferences;
import org.stellaops.persistence.examples.demo.injection.InjectedDifference;
import org.stellaops.persistence.examples.demo.live.LiveLoad;
import org.stellaops.persistence.examples.demo.report.DemoReport;

/**
 * The migration of the module from its legacy store to its target, with a rehearsed rollback, under the live load.
 * Each step is a method, and {@link #go} is the order. For one thread.
 */
final class Walk {

    /** The percentage of writes in each part of the run; a part with two halves makes half of them before a step. */
    private static final int PERCENT = 100;

    private final DemoModule module;
    private final LiveLoad load;
    private final DifferenceInjector injector;
    private final FoundDifferences differences;
    private final long writes;
    private final SortedSet<InjectedDifference> injected = new TreeSet<>();
    private final SortedSet<InjectedDifference> found = new TreeSet<>();
    private final SortedSet<InjectedDifference> repaired = new TreeSet<>();
    private final List<DemoReport.Comparison> comparisons = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    /**
     * A run.
     *
     * @param writes the number of writes of the load
     */
    Walk(DemoModule module, LiveLoad load, DifferenceInjector injector, FoundDifferences differences, long writes) {
        this.module = module;
        this.load = load;
        this.injector = injector;
        this.differences = differences;
        this.writes = writes;
    }

    void go() throws InterruptedException {
        write(8);
        move(Stage.DUAL_WRITE);
        backfill();
        move(Stage.SHADOW_READ);
        write(10);
        findWhatIsInjected();
        changeLeader(Stage.TARGET_LED);
        write(7);
        load.beside(this::compare);
        changeLeader(Stage.SHADOW_READ);
        write(8);
        load.beside(this::compare);
        changeLeader(Stage.TARGET_LED);
        write(7);
        move(Stage.RAMP_DOWN);
        write(8);
        drain();
        compare();
        move(Stage.TARGET_ONLY);
        write(8);
    }

    SortedSet<InjectedDifference> injected() {
        return injected;
    }

    SortedSet<InjectedDifference> found() {
        return found;
    }

    SortedSet<InjectedDifference> repaired() {
        return repaired;
    }

    List<DemoReport.Comparison> comparisons() {
        return comparisons;
    }

    List<String> failures() {
        return failures;
    }

    // Steps.

    private void write(int percent) throws InterruptedException {
        load.grant(share(percent));
        load.awaitRest();
    }

    private void move(Stage next) {
        load.beside(() -> module.moveTo(next));
    }

    /** At full speed, so that the measured pause is that of a busy module. */
    private void changeLeader(Stage next) throws InterruptedException {
        if (next.leader() == Side.TARGET) {
            load.beside(module::prove);
        }
        load.grant(share(6));
        load.measured(() -> module.moveTo(next));
        load.awaitRest();
    }

    private void backfill() throws InterruptedException {
        load.grant(share(16));
        load.beside(this::copy);
        load.awaitRest();
        drain();
    }

    private void copy() {
        BackfillRun run = module.backfill();
        if (!run.isFinished() || run.counts().refused() > 0) {
            failures.add("the backfill "
                    + (run.isFinished() ? "refused " + run.counts().refused() + " records" : "stopped")
                    + run.rejections().stream().limit(3).map(it -> ", " + it).collect(Collectors.joining()));
        }
    }

    private void findWhatIsInjected() throws InterruptedException {
        load.beside(this::compare);
        load.grant(share(10));
        load.beside(() -> injected.addAll(injector.inject(this::drain)));
        load.beside(this::findAndRepair);
        load.awaitRest();
    }

    private void findAndRepair() {
        repair(verify());
        List<InjectedDifference> left = verify();
        repaired.removeIf(it -> left.stream().anyMatch(still -> still.key().equals(it.key())));
    }

    private void drain() {
        if (!module.drain()) {
            failures.add("in " + module.stage() + " pending flags were left that could not be replicated");
        }
    }

    private void compare() {
        List<InjectedDifference> differing = verify();
        if (!differing.isEmpty()) {
            failures.add("in " + module.stage() + " both stores should be equal, and " + differing.size()
                    + " places differ");
        }
    }

    /** Compares all records and records the differences. */
    private List<InjectedDifference> verify() {
        VerificationReport report = module.verify();
        comparisons.add(comparisonOf(report));
        List<InjectedDifference> differing = report.findings().stream()
                .flatMap(it -> differences
                        .of(it.key(), it.divergence(), report.stage().leader().other())
                        .stream())
                .toList();
        found.addAll(differing);
        if (report.unlisted() > 0) {
            failures.add(report.unlisted() + " differences more were found than can be listed");
        }
        return differing;
    }

    private void repair(List<InjectedDifference> differing) {
        List<String> keys = differing.stream()
                .map(InjectedDifference::key)
                .distinct()
                .sorted()
                .toList();
        for (String key : keys) {
            RepairResult result = module.repair(RecordKey.global(key));
            if (result instanceof RepairResult.Repaired) {
                repaired.addAll(
                        differing.stream().filter(it -> it.key().equals(key)).toList());
            } else {
                failures.add("repairing " + key + " ended with " + result.name());
            }
        }
    }

    private long share(int percent) {
        return Math.max(1, (writes * percent + PERCENT - 1) / PERCENT);
    }

    private static DemoReport.Comparison comparisonOf(VerificationReport report) {
        return new DemoReport.Comparison(
                report.stage().name(),
                report.verdict(),
                report.counts().compared(),
                report.counts().equal(),
                report.counts().missing(),
                report.counts().extra(),
                report.counts().changed(),
                report.counts().notComparable(),
                report.counts().unsettled());
    }
}
