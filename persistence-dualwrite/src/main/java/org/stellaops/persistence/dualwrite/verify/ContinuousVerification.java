// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.verify;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.stellaops.persistence.dualwrite.settings.Pause;

/**
 * Verifies again and again, and knows as of when the stores are clean: every record that was at rest when the last pass began that
 * verified all of them was the same in both. What was written since is checked by the next pass.
 *
 * <p><b>Threads.</b> {@link #next} from one thread; the answers from any. <b>Blocking.</b> {@link #next} waits for the pause and for a
 * pass. <b>Failure.</b> What a pass throws goes through, and what was known stays.
 */
public final class ContinuousVerification {

    private final Supplier<List<VerificationReport>> pass;
    private final Duration between;
    private final InstantSource clock;
    private final Pause pause;
    private volatile Known known = new Known(0, Verdict.NOT_VERIFIED, Optional.empty());

    /** What is known after some passes. */
    private record Known(long passes, Verdict verdict, Optional<Instant> cleanAsOf) {}

    /**
     * Verifies nothing yet.
     *
     * @param pass verifies each entity type once
     * @param between how long to wait between two passes
     */
    public ContinuousVerification(
            Supplier<List<VerificationReport>> pass, Duration between, InstantSource clock, Pause pause) {
        this.pass = pass;
        this.between = between;
        this.clock = clock;
        this.pause = pause;
    }

    /**
     * Makes one pass.
     *
     * @param waits whether to wait first
     * @return false if the thread was interrupted, so that there should be no further pass
     */
    public boolean next(boolean waits) {
        if (waits && !pause.tryPause(between)) {
            return false;
        }
        Instant begun = clock.instant();
        Verdict verdict = verdictOf(pass.get());
        Known before = known;
        known = new Known(
                before.passes() + 1, verdict, verdict == Verdict.PASS ? Optional.of(begun) : keptBy(verdict, before));
        return !Thread.currentThread().isInterrupted();
    }

    /** A pass that proves nothing leaves what an earlier one proved; one that finds a difference does not. */
    private static Optional<Instant> keptBy(Verdict verdict, Known before) {
        return verdict == Verdict.FAIL ? Optional.empty() : before.cleanAsOf();
    }

    private static Verdict verdictOf(List<VerificationReport> reports) {
        if (reports.stream().anyMatch(it -> it.verdict() == Verdict.FAIL)) {
            return Verdict.FAIL;
        }
        boolean allPass = reports.stream().allMatch(it -> it.verdict() == Verdict.PASS);
        return allPass && !reports.isEmpty() ? Verdict.PASS : Verdict.NOT_VERIFIED;
    }

    /** The begin of the last pass that verified everything, if no later one found a difference. */
    public Optional<Instant> cleanAsOf() {
        return known.cleanAsOf();
    }

    /** The verdict of the last pass over all entity types. */
    public Verdict verdict() {
        return known.verdict();
    }

    /** How many passes were made. */
    public long passes() {
        return known.passes();
    }
}
