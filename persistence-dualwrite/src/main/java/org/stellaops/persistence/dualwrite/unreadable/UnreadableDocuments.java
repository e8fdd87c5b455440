// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.unreadable;

import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.UnreadableRecord;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.gate.GateAnswer;
import org.stellaops.persistence.dualwrite.gate.StageGate;
import org.stellaops.persistence.dualwrite.internal.compare.LegacyProblems;
import org.stellaops.persistence.spi.LeftBehind;
import org.stellaops.persistence.spi.LeftBehindDocuments;
import org.stellaops.persistence.spi.LegacyScanEntry;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.Scan;

/**
 * The legacy documents of one entity type that cannot be read. Each stays where it is, untouched, until somebody corrects the
 * document, extends the mapping, or decides here that it is left behind. A decision is on one document with one problem: if
 * the problem becomes another, the document is undecided again.
 *
 * <p><b>Threads.</b> Safe for concurrent use. <b>Blocking.</b> {@link #examine} and what builds on it read the whole
 * collection. <b>Failure.</b> {@link org.stellaops.persistence.StoreException}.
 */
public final class UnreadableDocuments {

    private static final int LISTED = 100;
    private static final String GATE = "unreadable-documents";
    private static final int NAMED = 5;

    private final LegacyStore store;
    private final LeftBehindDocuments decisions;
    private final InstantSource clock;

    /** The documents of a store, and the decisions on them. */
    public UnreadableDocuments(LegacyStore store, LeftBehindDocuments decisions, InstantSource clock) {
        this.store = store;
        this.decisions = decisions;
        this.clock = clock;
    }

    /**
     * Reads every document and reports those that cannot be read, or hold what the target cannot store; the first hundred undecided
     * ones by name.
     */
    public UnreadableReport examine() {
        Map<String, LeftBehind> decided =
                list().stream().collect(Collectors.toMap(LeftBehind::id, Function.identity()));
        long read = 0;
        long undecided = 0;
        long leftBehind = 0;
        List<UnreadableRecord> listed = new ArrayList<>();
        try (Scan<LegacyScanEntry> scan = store.scanRecords(Optional.empty())) {
            while (scan.hasNext()) {
                LegacyScanEntry entry = scan.next();
                read++;
                Optional<String> problem = LegacyProblems.of(store.type(), entry);
                if (problem.isEmpty()) {
                    continue;
                }
                UnreadableRecord found = new UnreadableRecord(entry.id(), problem.get());
                if (isDecided(decided.get(entry.id()), found)) {
                    leftBehind++;
                } else {
                    undecided++;
                    if (listed.size() < LISTED) {
                        listed.add(found);
                    }
                }
            }
        }
        return new UnreadableReport(store.type().name(), read, undecided, leftBehind, listed);
    }

    /** How many documents cannot be read and have no decision. */
    public long undecided() {
        return examine().undecided();
    }

    /**
     * Decides that a document is left behind, for the problem that it has now.
     *
     * @param id as {@link #examine} names it
     * @param reason why it may be left behind
     * @param decidedBy who decides
     * @return the decision; empty if there is no such document, it can be read, or the backend keeps no decisions
     */
    public Optional<LeftBehind> leaveBehind(String id, String reason, String decidedBy) {
        return problemOf(id)
                .map(problem -> new LeftBehind(
                        store.type().name(),
                        id,
                        problem,
                        reason,
                        decidedBy,
                        clock.instant().truncatedTo(ChronoUnit.MILLIS)))
                .filter(decisions::record);
    }

    /** Takes a decision back; false if there was none. */
    public boolean withdraw(String id) {
        return decisions.withdraw(store.type().name(), id);
    }

    /** The decisions. */
    public List<LeftBehind> list() {
        return decisions.list(store.type().name());
    }

    /** Objects to giving the lead to the target while documents that cannot be read are undecided. */
    public StageGate gate() {
        return step -> step.from().leader() == Side.LEGACY && step.to().leader() == Side.TARGET
                ? List.of(answer(examine()))
                : List.of();
    }

    private GateAnswer answer(UnreadableReport report) {
        if (report.undecided() == 0) {
            return GateAnswer.passed(
                    GATE, "every document of " + store.type() + " can be read or is left behind by decision");
        }
        String named = report.listed().stream()
                .limit(NAMED)
                .map(UnreadableRecord::toString)
                .collect(Collectors.joining("; "));
        return GateAnswer.refused(
                GATE,
                report.undecided() + " of " + report.read() + " documents of " + store.type()
                        + " cannot be read or stored, so the target would not have them. First: " + named,
                "correct them, extend the mapping, or decide that they are left behind");
    }

    private Optional<String> problemOf(String id) {
        try (Scan<LegacyScanEntry> scan = store.scanRecords(Optional.empty())) {
            while (scan.hasNext()) {
                LegacyScanEntry entry = scan.next();
                if (entry.id().equals(id)) {
                    return LegacyProblems.of(store.type(), entry);
                }
            }
            return Optional.empty();
        }
    }

    private static boolean isDecided(@Nullable LeftBehind decision, UnreadableRecord found) {
        return decision != null && decision.problem().equals(found.problem());
    }
}
