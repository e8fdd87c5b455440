// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.verify;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.divergence.DivergenceLog;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.VerificationFinished;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.dualwrite.settings.Pause;
import org.stellaops.persistence.spi.KeyRange;
import org.stellaops.persistence.spi.LeftBehind;

/**
 * Compares the records of an entity type in both stores, as deeply as its {@linkplain VerificationMode mode} says, in bounded memory. A
 * difference is rechecked until no write in flight can explain it, and only then counted.
 *
 * <p>Before and after the pass, differences are planted into what the checker reads, not into a store: if it does not see each of them,
 * nothing is verified.
 *
 * <p>May run concurrently with live writes, but a pass that is evidence for a gate runs after a fence (section 7 of {@code
 * docs/spec/protocol.md}).
 *
 * <p><b>Threads.</b> One run at a time for each object; {@link #cancel} from any. A run that reads ahead has two threads of its own,
 * which end with it. <b>Blocking.</b> Waits on I/O for the whole pass. <b>Failure.</b> A store that does not answer is part of the
 * report; an interrupt stops the pass like {@link #cancel} and stays set.
 */
public final class Verification {

    private static final int DEFAULT_OPEN_DIVERGENCES = 10_000;

    /** Faults of a store that was not heard; another one is for whoever asked. */
    private static final Set<Fault.Kind> SILENCE =
            Set.of(Fault.Kind.UNAVAILABLE, Fault.Kind.NO_ANSWER, Fault.Kind.OVERLOADED, Fault.Kind.INTERRUPTED);

    private final EntityPair pair;
    private final VerificationSettings settings;
    private final DualWriteListener listener;
    private final DivergenceLog log;
    private final Pause pause;
    private List<LeftBehind> leftBehind = List.of();
    private KeyRange range = KeyRange.ALL;
    private BooleanSupplier ending = () -> false;
    private Equality equality = Equality.REAL;
    private volatile boolean cancelled;

    /** A verification with its own divergence log. */
    public Verification(EntityPair pair, VerificationSettings settings, DualWriteListener listener) {
        this(
                pair,
                settings,
                listener,
                new DivergenceLog(DEFAULT_OPEN_DIVERGENCES, InstantSource.system()),
                Pause.real());
    }

    /**
     * A verification of one entity type.
     *
     * @param log where findings are kept across runs
     * @param pause how it waits between two comparisons
     */
    public Verification(
            EntityPair pair,
            VerificationSettings settings,
            DualWriteListener listener,
            DivergenceLog log,
            Pause pause) {
        this.pair = pair;
        this.settings = settings;
        this.listener = listener.contained();
        this.log = log;
        this.pause = pause;
    }

    /**
     * Counts documents that cannot be read apart from differences where it was decided that they stay behind, for the problem
     * that they have. For use before a run.
     */
    @CanIgnoreReturnValue
    public Verification leavingBehind(List<LeftBehind> decisions) {
        leftBehind = List.copyOf(decisions);
        return this;
    }

    /**
     * Compares a range of keys only. Its report says nothing of other keys; see {@link RangeReports}. For use before a run.
     */
    @CanIgnoreReturnValue
    public Verification within(KeyRange keys) {
        range = keys;
        return this;
    }

    /**
     * Ends the pass before its end, as {@link #cancel} does, when this is so; asked at each key. For use before a run.
     */
    @CanIgnoreReturnValue
    public Verification endingWhen(BooleanSupplier condition) {
        ending = condition;
        return this;
    }

    /**
     * Compares everything once. The stage says which store leads. A store that does not answer ends the pass, with {@link
     * Verdict#NOT_VERIFIED} if nothing was found until then.
     *
     * @throws StoreException if a store refuses to be read
     */
    public VerificationReport run(Stage stage) {
        KeyJudge judge = new KeyJudge(pair, settings, leftBehind, stage, listener, log, pause, equality);
        PositiveControl control = new PositiveControl(equality);
        Optional<String> blind = control.before();
        Ending ending = pass(judge);
        blind = blind.or(() -> control.after(judge.sample()));
        VerificationReport report = report(stage, judge, ending, blind);
        listener.on(new VerificationFinished(
                report.module(),
                report.entity(),
                report.verdict().name(),
                report.counts().compared(),
                report.counts().divergent(),
                report.counts().unsettled()));
        return report;
    }

    /** How a pass ended. */
    private record Ending(boolean complete, Optional<String> unanswered) {}

    private Ending pass(KeyJudge judge) {
        try {
            return new Ending(
                    new VerificationPass(pair, settings, range, judge, listener, pause, this::stopped).run(),
                    Optional.empty());
        } catch (StoreException e) {
            if (e.fault().kind() == Fault.Kind.INTERRUPTED
                    && Thread.currentThread().isInterrupted()) {
                return new Ending(false, Optional.empty());
            } else if (!SILENCE.contains(e.fault().kind())) {
                throw e;
            }
            return new Ending(false, Optional.of(String.valueOf(e.getMessage())));
        }
    }

    private VerificationReport report(Stage stage, KeyJudge judge, Ending ending, Optional<String> blind) {
        VerificationCounts counts = judge.counts();
        return new VerificationReport(
                pair.type().module(),
                pair.type().name(),
                stage,
                settings.mode(),
                counts.verdict(ending.complete() && blind.isEmpty()),
                ending.complete(),
                counts,
                judge.findings(),
                ending.unanswered(),
                blind);
    }

    /** Judges by another rule, so that a test can show that the positive control notices it. */
    @CanIgnoreReturnValue
    Verification judgingBy(Equality other) {
        equality = other;
        return this;
    }

    /** Makes this run and every later one end soon, with partial results. */
    public void cancel() {
        cancelled = true;
    }

    private boolean stopped() {
        return cancelled || Thread.currentThread().isInterrupted() || ending.getAsBoolean();
    }
}
