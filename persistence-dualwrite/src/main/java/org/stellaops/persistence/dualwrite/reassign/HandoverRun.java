// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.reassign;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.StoredAssignment;
import org.stellaops.persistence.dualwrite.internal.stage.StageRecords.Leading;
import org.stellaops.persistence.dualwrite.reassign.HandoverRules.Next;
import org.stellaops.persistence.dualwrite.reassign.ReassignmentStep.Kind;
import org.stellaops.persistence.dualwrite.settings.Pause;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlRecord.Phase;
import org.stellaops.persistence.spi.ControlStore;
import org.stellaops.persistence.spi.ControlStore.FenceStrength;
import org.stellaops.persistence.spi.Generation;

/**
 * The steps of one handover (5.4). Each is one compare-and-set of a control record, or can be made again; so whoever finds the giver
 * giving may finish or undo it, and any number may do so at once.
 *
 * <p>Whether the receiver takes the tenants is decided by one compare-and-set of its record in the epoch that the stored assignment
 * names. Whoever undoes a handover first makes sure that this can never succeed any more, by raising that epoch.
 */
final class HandoverRun {

    private static final int NEXT = StoredAssignment.NEXT;

    /** As if tombstones were removed: nobody is disturbed by it. */
    private static final int ADVANCE = 1;

    /** How often a cohort that moves is looked at again. */
    private static final int LOOKS = 200;

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    private final CohortRecords records;
    private final StoredAssignments assignments;
    private final Duration weakGrace;
    private final Pause pause;
    private final Consumer<ReassignmentStep> made;

    /**
     * Runs handovers of a module.
     *
     * @param weakGrace how long to wait where the fence cannot be raised: longer than any process relies on a fence that it found standing
     * @param pause how it waits
     * @param made is told of each step after it, in the calling thread; what it throws leaves the handover as it is
     */
    HandoverRun(
            CohortRecords records,
            StoredAssignments assignments,
            Duration weakGrace,
            Pause pause,
            Consumer<ReassignmentStep> made) {
        this.records = records;
        this.assignments = assignments;
        this.weakGrace = weakGrace;
        this.pause = pause;
        this.made = made;
    }

    /**
     * Step 1: the giver lets the tenants go. From here on it does not move, and neither it nor the receiver serves them.
     *
     * @param judged the giver as it was when the handover was found possible
     * @return false if it is another by now; nothing was changed
     */
    boolean begin(StoredAssignment wanted, Leading judged) {
        report(Kind.STORED, wanted);
        ControlRecord record = judged.record();
        ControlRecord giving = record.at(Phase.STEADY, record.epoch() + NEXT)
                .in(Generation.of(wanted.generation()).asGiving());
        boolean begun = judged.isSteady() && records.replace(giverOf(wanted), judged, giving);
        if (begun) {
            report(Kind.LET_GO, wanted);
        }
        return begun;
    }

    /**
     * Steps 2 to 4, from wherever the handover stands.
     *
     * @return whether the receiver has the tenants; false if the giver has them as before
     */
    boolean finish(StoredAssignment wanted) {
        while (true) {
            Map<String, Leading> leading = records.read(giverOf(wanted));
            Next next = HandoverRules.next(wanted, leading);
            switch (next) {
                case TAKE -> take(wanted, HandoverRules.required(leading, giverOf(wanted)));
                case FOLLOW -> {
                    follow(wanted, HandoverRules.required(leading, giverOf(wanted)));
                    return true;
                }
                case UNDO -> undo(wanted);
                case OVER -> {
                    return isTaken(wanted);
                }
            }
        }
    }

    /**
     * Sets the giver back, unless the receiver has taken the tenants.
     *
     * @return whether the giver has them
     */
    @CanIgnoreReturnValue
    boolean undo(StoredAssignment wanted) {
        StoredAssignment.Step step = wanted.step().orElseThrow();
        if (!isBarred(wanted, step)) {
            return false;
        }
        Optional<Leading> giver = giving(wanted);
        while (giver.isPresent()) {
            ControlRecord record = giver.get().record();
            ControlRecord back = record.at(Phase.STEADY, record.epoch() + NEXT).in(Generation.of(step.base()));
            if (records.replace(giverOf(wanted), giver.get(), back)) {
                records.follow(giverOf(wanted), giver.get().side(), back);
                report(Kind.UNDONE, wanted);
                return true;
            }
            giver = giving(wanted);
        }
        return !isTaken(wanted);
    }

    /** Makes sure that the receiver never takes the tenants: its record is another than the one in which it would. */
    private boolean isBarred(StoredAssignment wanted, StoredAssignment.Step step) {
        String name = step.handover().receiver();
        while (true) {
            Optional<Leading> receiver = records.leading(name);
            if (receiver.filter(it -> it.generation() == wanted.generation()).isPresent()) {
                return false;
            } else if (receiver.filter(it -> it.isSteadyAt(step.receiverEpoch(), step.base()))
                    .isEmpty()) {
                return true;
            }
            Leading now = receiver.get();
            boolean unused = records.replace(
                    name, now, now.record().at(Phase.STEADY, now.record().epoch() + ADVANCE));
        }
    }

    /** Steps 2 and 3. */
    private void take(StoredAssignment wanted, Leading giver) {
        StoredAssignment.Step step = wanted.step().orElseThrow();
        fence(wanted, giver);
        String name = step.handover().receiver();
        Optional<Leading> receiver = HandoverRules.mayTake(records.leading(name), giver, step);
        if (receiver.isEmpty()) {
            return;
        }
        ControlRecord record = receiver.get().record();
        ControlRecord taken = record.at(Phase.STEADY, step.takenEpoch()).in(Generation.of(wanted.generation()));
        if (records.replace(name, receiver.get(), taken)) {
            report(Kind.TAKEN, wanted);
        }
    }

    /** Step 2: neither store accepts what was prepared under the former assignment (F7). */
    private void fence(StoredAssignment wanted, Leading giver) {
        ControlStore legacy = records.stores(giverOf(wanted)).legacyControl();
        boolean isWeak = legacy.exists() && legacy.raiseFence(giver.record().epoch()) == FenceStrength.WEAK;
        if (isWeak && giver.side() == Side.LEGACY && !weakGrace.isZero() && !pause.tryPause(weakGrace)) {
            throw interrupted();
        }
        records.follow(giverOf(wanted), giver.side(), giver.record());
        report(Kind.FENCED, wanted);
    }

    /** Step 4: the giver may move again once every other cohort is in the new generation. */
    private void follow(StoredAssignment wanted, Leading giver) {
        records.names().stream().filter(it -> !it.equals(giverOf(wanted))).forEach(it -> enter(it, wanted));
        report(Kind.KNOWN_TO_ALL, wanted);
        Optional<Leading> now = Optional.of(giver);
        while (now.isPresent()) {
            ControlRecord record = now.get().record();
            ControlRecord ended = record.in(Generation.of(wanted.generation()));
            if (records.replace(giverOf(wanted), now.get(), ended)) {
                records.follow(giverOf(wanted), now.get().side(), ended);
                report(Kind.ENDED, wanted);
                return;
            }
            now = giving(wanted);
        }
    }

    /** In the same epoch: its tenants are the same as before. One that moves at this moment is waited for, not disturbed. */
    private void enter(String cohort, StoredAssignment wanted) {
        long base = wanted.step().orElseThrow().base();
        for (int looks = 0; looks < LOOKS; looks++) {
            Optional<Leading> found = records.leading(cohort);
            if (found.filter(it -> it.generation() == wanted.generation()).isPresent()) {
                records.follow(cohort, found.get().side(), found.get().record());
                return;
            }
            Optional<Leading> ready =
                    found.filter(it -> it.isSteady() && it.record().generation().equals(Generation.of(base)));
            boolean entered = ready.filter(
                            it -> records.replace(cohort, it, it.record().in(Generation.of(wanted.generation()))))
                    .isPresent();
            if (!entered && ready.isEmpty() && !pause.tryPause(BETWEEN_LOOKS)) {
                throw interrupted();
            }
        }
        throw new StoreException(
                Fault.Kind.UNAVAILABLE,
                "cohort " + cohort + " did not enter generation " + wanted.generation()
                        + ", because its lead moves, or "
                        + "another reassignment of it is under way; the receiver serves the tenants, and the giver does not move"
                        + " until the reassignment is finished: give the command again",
                null);
    }

    private Optional<Leading> giving(StoredAssignment wanted) {
        return records.leading(giverOf(wanted)).filter(it -> HandoverRules.isGiving(Optional.of(it), wanted));
    }

    /** A receiver that is in this generation has taken the tenants, and so has one that went on from it. */
    private boolean isTaken(StoredAssignment wanted) {
        String receiver = wanted.step().orElseThrow().handover().receiver();
        return records.leading(receiver)
                .filter(it -> assignments.comesFrom(it.generation(), wanted.generation()))
                .isPresent();
    }

    private static String giverOf(StoredAssignment wanted) {
        return wanted.step().orElseThrow().handover().giver();
    }

    private void report(Kind kind, StoredAssignment wanted) {
        made.accept(new ReassignmentStep(kind, wanted.step().orElseThrow().handover(), wanted.generation()));
    }

    private static StoreException interrupted() {
        return new StoreException(
                Fault.Kind.INTERRUPTED,
                "a reassignment was interrupted; give the command again, which finishes or undoes it",
                null);
    }
}
