// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.control;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlStore;

/**
 * A process's view of the control record of one store.
 *
 * <p>An operation asks for the epoch before it reads a record. The answer may be outdated: a write begun in an earlier
 * epoch is rejected by the fence of the store or, if the store has none, detected and reported.
 *
 * <p>Safe for concurrent use. Blocks only while it reads the control record, and throws whatever that read throws.
 */
public final class EpochView {

    private final ControlStore control;
    private final long keptNanos;
    private final LongSupplier ticker;
    private final boolean asksForFence;
    private volatile @Nullable Known known;

    /** @param steadyEpoch its epoch if the store leads, made once, since every write asks for it */
    private record Known(ControlRecord control, OptionalLong steadyEpoch, boolean fenced, long readAt, boolean over) {

        static Known of(ControlRecord control, boolean fenced, long readAt) {
            return new Known(control, epochIfSteady(control), fenced, readAt, false);
        }

        private static OptionalLong epochIfSteady(ControlRecord control) {
            return control.phase() == ControlRecord.Phase.STEADY
                    ? OptionalLong.of(control.epoch())
                    : OptionalLong.empty();
        }
    }

    private EpochView(ControlStore control, Duration kept, LongSupplier ticker, boolean asksForFence) {
        this.asksForFence = asksForFence;
        this.control = control;
        this.keptNanos = kept.toNanos();
        this.ticker = ticker;
    }

    /** Reads the control record on every call. */
    public static EpochView of(ControlStore control) {
        return new EpochView(control, Duration.ZERO, () -> 0, false);
    }

    /** Caches the control record for a while; {@code ticker} counts nanoseconds. */
    public static EpochView cached(ControlStore control, Duration kept, LongSupplier ticker) {
        return new EpochView(control, kept, ticker, false);
    }

    /**
     * As {@link #cached}; without a fence, a write is confirmed against the control record before it is acknowledged.
     */
    public static EpochView confirming(ControlStore control, Duration kept, LongSupplier ticker) {
        return new EpochView(control, kept, ticker, true);
    }

    /** The control record, at most as old as the cache time. */
    public ControlRecord current() {
        return latest().control();
    }

    private Known latest() {
        Known last = known;
        return last != null && !last.over() && isFresh(last) ? last : read();
    }

    /** As {@link ControlStore#coveredSince}; asks no store. */
    public long coveredSince() {
        return control.coveredSince();
    }

    /** The epoch, if the store leads and no leader change has begun; a negative answer rests on a fresh read. */
    public OptionalLong steadyEpoch() {
        return latestIfSteady().steadyEpoch();
    }

    /** The control record, under the conditions of {@link #steadyEpoch}. */
    public Optional<ControlRecord> steady() {
        Known now = latestIfSteady();
        return now.steadyEpoch().isPresent() ? Optional.of(now.control()) : Optional.empty();
    }

    private Known latestIfSteady() {
        Known last = latest();
        return last.steadyEpoch().isPresent() ? last : read();
    }

    /**
     * Whether a write that was accepted in this epoch may be acknowledged. Where a fence was found standing a moment ago it was
     * accepted by a leader: a coordinator that cannot raise the fence waits for longer than such a finding is relied on before it
     * drains. Otherwise the control record is read once more: if the store still leads in the same epoch, the write came
     * before any move, whose drain will find its pending flag. So it did if the store leads in the very next epoch, which only a
     * epoch advance begins (3.5): a change of leader begins the one after that. Otherwise nobody knows.
     */
    public boolean confirms(long epoch) {
        Known last = known;
        if (!asksForFence || (last != null && last.fenced() && isFresh(last))) {
            return true;
        }
        ControlRecord now = read().control();
        return now.phase() == ControlRecord.Phase.STEADY && (now.epoch() == epoch || now.epoch() == epoch + 1);
    }

    /**
     * Drops the cached record after a sign that its epoch has ended. The information that a fence existed is kept, for
     * writes that were accepted before and are still to be confirmed.
     */
    public void forget() {
        Known last = known;
        known = last == null ? null : new Known(last.control(), last.steadyEpoch(), last.fenced(), last.readAt(), true);
    }

    private boolean isFresh(Known known) {
        return keptNanos > 0 && ticker.getAsLong() - known.readAt() < keptNanos;
    }

    private Known read() {
        // Taken before the read, so that the cached record is never older than its timestamp says.
        long readAt = ticker.getAsLong();
        ControlRecord now = control.read();
        boolean fenced = asksForFence && stands(control.fenceEpoch(), now.epoch());
        Known read = Known.of(now, fenced, readAt);
        known = read;
        return read;
    }

    /**
     * An epoch advance raises the fence by one, right after the control record; a fence that lags by one can reject as
     * well.
     */
    private static boolean stands(long fence, long epoch) {
        return fence > 0 && fence >= epoch - 1;
    }
}
