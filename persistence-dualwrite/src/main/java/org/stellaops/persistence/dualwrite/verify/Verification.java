// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.verify;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.time.InstantSource;
import java.util.List;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.divergence.DivergenceLog;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.VerificationFinished;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.dualwrite.settings.Pause;
import org.stellaops.persistence.spi.LeftBehind;

/**
 * Compares every record of an entity type in both stores: an ordered merge of key, version, token and content hash, in
 * bounded memory. A difference is rechecked until no write in flight can explain it, and only then counted.
 *
 * <p>May run concurrently with live writes, but a pass that is evidence for a gate runs after a fence (section 7 of
 * {@code
 * docs/spec/protocol.md}).
 *
 * <p><b>Threads.</b> One run at a time for each object; {@link #cancel} from any. <b>Blocking.</b> Waits on I/O for
 * the whole pass. <b>Failure.</b> {@link org.stellaops.persistence.StoreException} if a store does not answer; an
 * interrupt stops the pass like {@link #cancel} and stays set.
 */
public final class Verification {

    private static final int DEFAULT_OPEN_DIVERGENCES = 10_000;

    private final EntityPair pair;
    private final VerificationSettings settings;
    private final DualWriteListener listener;
    private final DivergenceLog log;
    private final Pause pause;
    private List<LeftBehind> leftBehind = List.of();
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

    /** Compares everything once. The stage says which store leads. */
    public VerificationReport run(Stage stage) {
        VerificationPass pass =
                new VerificationPass(pair, settings, leftBehind, stage, listener, log, pause, this::stopped);
        boolean complete = pass.run();
        VerificationCounts counts = pass.counts();
        VerificationReport report = new VerificationReport(
                pair.type().module(),
                pair.type().name(),
                stage,
                counts.verdict(complete),
                complete,
                counts,
                pass.findings());
        listener.on(new VerificationFinished(
                report.module(),
                report.entity(),
                report.verdict().name(),
                counts.compared(),
                counts.divergent(),
                counts.unsettled()));
        return report;
    }

    /** Makes this run and every later one end soon, with partial results. */
    public void cancel() {
        cancelled = true;
    }

    private boolean stopped() {
        return cancelled || Thread.currentThread().isInterrupted();
    }
}
