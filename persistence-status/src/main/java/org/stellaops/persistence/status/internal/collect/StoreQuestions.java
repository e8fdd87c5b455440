// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.status.internal.collect;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.audit.AuditRecord;
import org.stellaops.persistence.dualwrite.gate.StepPreview;

/**
 * Asks the stores of one module, on the thread of its own loop: a store that hangs holds up this thread and nobody else. Gates,
 * dead letters and the audit trail are asked less often than the rest, since they cost more.
 */
final class StoreQuestions {

    /** Of the audit trail, and of dead letters of each entity type. */
    static final int MOST_LISTED = 20;

    private final ModuleProbe probe;
    private final InstantSource clock;
    private final int seldom;
    private long passes;
    private volatile boolean costlyWanted;
    private volatile StoreFacts facts = StoreFacts.NONE;

    /**
     * Has asked nothing yet.
     *
     * @param seldom what costs more is asked in one of so many passes
     */
    StoreQuestions(ModuleProbe probe, InstantSource clock, int seldom) {
        this.probe = probe;
        this.clock = clock;
        this.seldom = seldom;
    }

    /** What is known. Never waits. */
    StoreFacts facts() {
        return facts;
    }

    /** In the next pass, what costs more is asked as well. */
    void wantCostly() {
        costlyWanted = true;
    }

    /** Asks once; a store that cannot be asked is part of the answer. */
    boolean pass() {
        Optional<Stage> before = facts.standing().answer().flatMap(Standing::stage);
        StoreFacts last = with(facts, facts.standing().again(clock, probe::standing));
        facts = last;
        if (!before.equals(last.standing().answer().flatMap(Standing::stage))) {
            costlyWanted = true;
        }
        StoreFacts cheap = new StoreFacts(
                last.standing(),
                last.members().again(clock, probe::members),
                last.backlog().again(clock, probe::backlog),
                last.roundTrips().again(clock, this::roundTrips),
                last.steps(),
                last.deadLetters(),
                last.coverage(),
                last.kept(),
                last.audit());
        facts = cheap;
        if (passes++ % seldom == 0 || costlyWanted) {
            costlyWanted = false;
            facts = costly(cheap);
        }
        return false;
    }

    private StoreFacts costly(StoreFacts last) {
        Asked<List<StepPreview>> steps = last.steps().again(clock, () -> steps(last));
        return new StoreFacts(
                last.standing(),
                last.members(),
                last.backlog(),
                last.roundTrips(),
                steps,
                last.deadLetters().again(clock, () -> probe.deadLetters(MOST_LISTED)),
                last.coverage().again(clock, probe::coverage),
                last.kept().again(clock, () -> probe.kept(MOST_LISTED)),
                last.audit().again(clock, this::audit));
    }

    private List<StepPreview> steps(StoreFacts known) {
        List<StepPreview> steps = new ArrayList<>();
        known.standing()
                .answer()
                .flatMap(Standing::stage)
                .ifPresent(from -> Arrays.stream(Stage.values())
                        .filter(from::canMoveTo)
                        .forEach(it -> steps.add(probe.preview(it))));
        Collections.reverse(steps);
        return steps;
    }

    private Map<Side, Duration> roundTrips() {
        Map<Side, Duration> took = new EnumMap<>(Side.class);
        for (Side side : Side.values()) {
            took.put(side, probe.roundTrip(side));
        }
        return took;
    }

    private List<AuditRecord> audit() {
        List<AuditRecord> trail = probe.auditTrail();
        List<AuditRecord> last = new ArrayList<>(trail.subList(Math.max(0, trail.size() - MOST_LISTED), trail.size()));
        Collections.reverse(last);
        return last;
    }

    private static StoreFacts with(StoreFacts last, Asked<Standing> standing) {
        return new StoreFacts(
                standing,
                last.members(),
                last.backlog(),
                last.roundTrips(),
                last.steps(),
                last.deadLetters(),
                last.coverage(),
                last.kept(),
                last.audit());
    }
}
