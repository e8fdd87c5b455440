// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.gate;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.backfill.Backfill;
import org.stellaops.persistence.dualwrite.backfill.BackfillRun;
import org.stellaops.persistence.dualwrite.coverage.CoverageReport;
import org.stellaops.persistence.dualwrite.divergence.DivergenceEvent;
import org.stellaops.persistence.dualwrite.gate.GateEvidence;
import org.stellaops.persistence.dualwrite.internal.reconcile.Reconcilers;
import org.stellaops.persistence.dualwrite.member.Member;
import org.stellaops.persistence.dualwrite.preflight.Declaration;
import org.stellaops.persistence.dualwrite.settings.Pause;
import org.stellaops.persistence.dualwrite.verify.Verdict;
import org.stellaops.persistence.spi.Checkpoints;
import org.stellaops.persistence.spi.DeadLetters;
import org.stellaops.persistence.spi.LeftBehindDocuments;
import org.stellaops.persistence.spi.MigrationsState;

/**
 * What is known of a module whose store of one side leads.
 *
 * @param leader who leads
 * @param registered the entity types, those of other processes included
 * @param divergences those that are open in this process
 * @param clock of this process
 * @param present the processes that serve the module
 * @param sources what the target says
 */
public record ModuleEvidence(
        String module,
        Side leader,
        Supplier<List<String>> registered,
        Checkpoints checkpoints,
        LeftBehindDocuments decisions,
        EvidenceLog log,
        Reconcilers reconcilers,
        DeadLetters letters,
        Supplier<List<DivergenceEvent>> divergences,
        InstantSource clock,
        Supplier<List<Member>> present,
        Sources sources)
        implements GateEvidence {

    /**
     * What the target says.
     *
     * @param migrations where its migrations stand
     * @param coverage which kinds of reads were compared
     */
    public record Sources(Supplier<MigrationsState> migrations, Supplier<CoverageReport> coverage) {

        /** Of a target that says nothing. */
        public static final Sources NONE =
                new Sources(() -> MigrationsState.NONE, () -> new CoverageReport(List.of(), 0));
    }

    private static final int LOOKS = 20;
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);
    private static final int MOST_LETTERS = 10_000;

    @Override
    public List<String> types() {
        return registered.get();
    }

    @Override
    public Optional<BackfillRun> backfill(String type) {
        return Backfill.lastRun(checkpoints, type);
    }

    @Override
    public Optional<VerificationEvidence> verification(String type) {
        return log.verification(leader, type);
    }

    @Override
    public Optional<PreflightEvidence> preflight(String type) {
        Optional<String> declaration = reconcilers.of(leader).keySet().stream()
                .filter(it -> it.name().equals(type))
                .findFirst()
                .map(Declaration::of);
        return log.preflight(leader, type, declaration);
    }

    @Override
    public long leftBehind(String type) {
        return decisions.list(type).size();
    }

    /** The lowest of several looks: beside live writes something is always under way. */
    @Override
    public long pending() {
        long lowest = depth();
        for (int look = 1; lowest > 0 && look < LOOKS && Pause.real().tryPause(BETWEEN_LOOKS); look++) {
            lowest = Math.min(lowest, depth());
        }
        return lowest;
    }

    @Override
    public long deadLetters() {
        return sum(reconcilers.of(leader).keySet().stream()
                .<Supplier<Long>>map(it -> () -> letters.count(it.name(), MOST_LETTERS)));
    }

    /** One that was seen before a verification began that found everything equal is settled, whoever verified. */
    @Override
    public long openDivergences() {
        return divergences.get().stream().filter(it -> !isSettled(it)).count();
    }

    private boolean isSettled(DivergenceEvent divergence) {
        Duration since = Duration.between(divergence.seenAt(), clock.instant());
        return verification(divergence.entity())
                .filter(it -> it.verdict().equals(Verdict.PASS.name()) && since.compareTo(it.age()) > 0)
                .isPresent();
    }

    @Override
    public List<Member> members() {
        return present.get();
    }

    @Override
    public Duration servedSinceLead() {
        return log.servedSinceLead(leader);
    }

    @Override
    public MigrationsState migrations() {
        return sources.migrations().get();
    }

    @Override
    public CoverageReport coverage() {
        return sources.coverage().get();
    }

    @Override
    public Optional<DivergenceEvidence> lastDivergence() {
        return log.notes().lastDivergence(leader);
    }

    @Override
    public Optional<SignOff> signOff(Stage to) {
        return log.notes().signOff(leader, to);
    }

    @Override
    public Optional<RollbackEvidence> lastRollback() {
        return log.notes().lastRollback(leader);
    }

    private long depth() {
        return sum(reconcilers.of(leader).values().stream().<Supplier<Long>>map(it -> it::depth));
    }

    private long sum(Stream<Supplier<Long>> ofEach) {
        return log.together().all(ofEach.toList()).stream()
                .mapToLong(Long::longValue)
                .sum();
    }
}
