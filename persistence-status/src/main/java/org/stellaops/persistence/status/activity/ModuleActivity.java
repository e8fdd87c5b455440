// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.status.activity;

import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.BreakerState;
import org.stellaops.persistence.status.activity.LongWork.Kind;

/**
 * What the events of one module say, with nothing that grows. Safe for concurrent use; the events of callers cost one increment.
 */
public final class ModuleActivity {

    private static final int MOST_WORK = 64;
    private static final int MOST_STEPS = 20;

    private final InstantSource clock;
    private final LatencyHistogram reads = new LatencyHistogram();
    private final LatencyHistogram writes = new LatencyHistogram();
    private final AtomicLong replicated = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong compared = new AtomicLong();
    private final AtomicLong notCompared = new AtomicLong();
    private final AtomicLong audited = new AtomicLong();
    private final Map<String, LongWork> work = new LinkedHashMap<>();
    private final Deque<MoveStep> steps = new ArrayDeque<>();
    private volatile BreakerState breaker = BreakerState.CLOSED;

    ModuleActivity(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Counts since the module was opened.
     *
     * @param replicated images that the follower confirmed
     * @param failed images that it did not, each to be sent again
     * @param compared sampled reads that were compared
     * @param notCompared sampled reads that could not be
     * @param breaker what the circuit breaker before the follower lets through
     */
    public record Counts(long replicated, long failed, long compared, long notCompared, BreakerState breaker) {}

    /** The counts now. */
    public Counts counts() {
        return new Counts(replicated.get(), failed.get(), compared.get(), notCompared.get(), breaker);
    }

    /** How many records this process has appended to the audit trail. */
    public long audited() {
        return audited.get();
    }

    /** How long reads of callers took since this was last asked. */
    public Latency drainReads() {
        return reads.drain();
    }

    /** How long writes of callers took since this was last asked. */
    public Latency drainWrites() {
        return writes.drain();
    }

    /** Backfills and verifications, the last of each entity type. */
    public synchronized List<LongWork> work() {
        return new ArrayList<>(work.values());
    }

    /** The steps of the last change of leader, in order; empty if there was none. */
    public synchronized List<MoveStep> steps() {
        return new ArrayList<>(steps);
    }

    void on(DualWriteEvent event) {
        if (event instanceof DualWriteEvent.ReadCompleted it) {
            reads.record(it.took());
        } else if (event instanceof DualWriteEvent.WriteCompleted it) {
            writes.record(it.took());
        } else if (event instanceof DualWriteEvent.FollowerWriteCompleted) {
            replicated.incrementAndGet();
        } else if (event instanceof DualWriteEvent.FollowerWriteFailed
                || event instanceof DualWriteEvent.FollowerWriteTimedOut) {
            failed.incrementAndGet();
        } else if (event instanceof DualWriteEvent.ReadCompared) {
            compared.incrementAndGet();
        } else if (event instanceof DualWriteEvent.ReadNotCompared) {
            notCompared.incrementAndGet();
        } else if (event instanceof DualWriteEvent.FollowerBreakerChanged it) {
            breaker = it.to();
        } else {
            rare(event);
        }
    }

    private void rare(DualWriteEvent event) {
        if (event instanceof DualWriteEvent.BackfillProgress it) {
            keep(new LongWork(
                    Kind.BACKFILL,
                    it.entity(),
                    it.counts().read(),
                    it.total(),
                    it.counts().refused(),
                    it.perSecond(),
                    "",
                    it.finished(),
                    clock.instant()));
        } else if (event instanceof DualWriteEvent.VerificationProgress it) {
            keep(new LongWork(
                    Kind.VERIFICATION,
                    it.entity(),
                    it.compared(),
                    it.total(),
                    it.divergent(),
                    0,
                    "",
                    false,
                    clock.instant()));
        } else if (event instanceof DualWriteEvent.VerificationFinished it) {
            long compared = it.compared() + it.unsettled();
            keep(new LongWork(
                    Kind.VERIFICATION,
                    it.entity(),
                    compared,
                    compared,
                    it.divergent(),
                    0,
                    it.verdict(),
                    true,
                    clock.instant()));
        } else if (event instanceof DualWriteEvent.LeaderChangeStep it) {
            keep(new MoveStep(it.step(), it.epoch(), it.at()));
        } else if (event instanceof DualWriteEvent.Audited) {
            audited.incrementAndGet();
        }
    }

    private synchronized void keep(LongWork now) {
        String name = now.kind() + " " + now.entity();
        work.remove(name);
        work.put(name, now);
        if (work.size() > MOST_WORK) {
            Optional<String> oldest = work.keySet().stream().findFirst();
            oldest.ifPresent(work::remove);
        }
    }

    private synchronized void keep(MoveStep step) {
        if (!steps.isEmpty() && steps.getLast().epoch() != step.epoch()) {
            steps.clear();
        }
        steps.addLast(step);
        if (steps.size() > MOST_STEPS) {
            steps.removeFirst();
        }
    }
}
