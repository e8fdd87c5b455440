// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.examples.demo;

import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicReference;
import org.stellaops.persistence.cli.terminal.ProgressBar;
import org.stellaops.persistence.dualwrite.divergence.DivergenceEvent;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.dualwrite.event.EventRouter;
import org.stellaops.persistence.examples.demo.injection.FoundDifferences;
import org.stellaops.persistence.examples.demo.injection.InjectedDifference;

/** Collects the events of the module for the demo. Safe for concurrent use; never waits. */
final class DemoEvents implements DualWriteListener {

    private final StageTally tally;
    private final FoundDifferences differences;
    private final EventRouter router = new EventRouter();
    private final SortedSet<InjectedDifference> seen = new ConcurrentSkipListSet<>();
    private final SortedSet<String> refused = new ConcurrentSkipListSet<>();
    private final AtomicReference<Optional<ProgressBar>> bar = new AtomicReference<>(Optional.empty());

    DemoEvents(StageTally tally, FoundDifferences differences) {
        this.tally = tally;
        this.differences = differences;
        router.when(DualWriteEvent.StageChanged.class, it -> tally.enter(it.to(), it.at()));
        router.when(DualWriteEvent.DivergenceFound.class, it -> diverged(it.divergence()));
        router.when(DualWriteEvent.FollowerRejected.class, it -> refused.add(it.key() + " at " + it.where()));
        router.when(DualWriteEvent.RecordRejected.class, it -> refused.add(it.id() + ": " + it.reason()));
        router.when(
                DualWriteEvent.BackfillProgress.class, it -> reach(it.counts().read()));
        router.when(DualWriteEvent.VerificationProgress.class, it -> reach(it.compared()));
    }

    @Override
    public void on(DualWriteEvent event) {
        router.on(event);
    }

    /** Shows the progress of the long work that comes next. */
    void show(ProgressBar next) {
        bar.set(Optional.of(next));
    }

    /** Every difference that was reported, by shadow reads and by verifications. */
    SortedSet<InjectedDifference> seen() {
        return new TreeSet<>(seen);
    }

    /** The records that a store rejected. */
    SortedSet<String> refused() {
        return new TreeSet<>(refused);
    }

    private void diverged(DivergenceEvent event) {
        tally.diverged();
        seen.addAll(differences.of(
                event.key(), event.divergence(), event.stage().leader().other()));
    }

    private void reach(long done) {
        bar.get().ifPresent(it -> it.reach(done));
    }
}
