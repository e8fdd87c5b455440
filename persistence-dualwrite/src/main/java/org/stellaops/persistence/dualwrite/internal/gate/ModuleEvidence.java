package org.stellaops.persistence.dualwrite.internal.gate;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.backfill.Backfill;
import org.stellaops.persistence.dualwrite.backfill.BackfillRun;
import org.stellaops.persistence.dualwrite.gate.GateEvidence;
import org.stellaops.persistence.dualwrite.internal.reconcile.Reconciler;
import org.stellaops.persistence.dualwrite.internal.reconcile.Reconcilers;
import org.stellaops.persistence.dualwrite.member.Member;
import org.stellaops.persistence.dualwrite.settings.Pause;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.spi.Checkpoints;
import org.stellaops.persistence.spi.DeadLetters;

/**
 * What is known of a module whose store of one side leads.
 *
 * @param leader who leads
 * @param registered the entity types, those of other processes included
 * @param divergences how many are open in this process
 */
public record ModuleEvidence(
        String module,
        Side leader,
        Supplier<List<String>> registered,
        Checkpoints checkpoints,
        EvidenceLog log,
        Reconcilers reconcilers,
        DeadLetters letters,
        LongSupplier divergences,
        Supplier<List<Member>> present)
        implements GateEvidence {

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
        return reconcilers.of(leader).keySet().stream()
                .map(EntityType::name)
                .mapToLong(it -> letters.count(it, MOST_LETTERS))
                .sum();
    }

    @Override
    public long openDivergences() {
        return divergences.getAsLong();
    }

    @Override
    public List<Member> members() {
        return present.get();
    }

    @Override
    public Duration servedSinceLead() {
        return log.servedSinceLead(leader);
    }

    private long depth() {
        return reconcilers.of(leader).values().stream()
                .mapToLong(Reconciler::depth)
                .sum();
    }
}
