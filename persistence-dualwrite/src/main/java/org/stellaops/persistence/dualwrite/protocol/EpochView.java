package org.stellaops.persistence.dualwrite.protocol;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlStore;

/**
 * The control record of one store as a process knows it.
 *
 * <p>An operation asks for the epoch before it reads a record. An answer may be old: what was begun in an epoch that is
 * over is refused by the fence of the store or, where a store has none, found and reported.
 *
 * <p>Safe for concurrent use. Blocks only while it reads the control record; throws what that read throws.
 */
public final class EpochView {

    private final ControlStore control;
    private final long keptNanos;
    private final LongSupplier ticker;
    private volatile @Nullable Known known;

    private record Known(ControlRecord control, long readAt) {}

    private EpochView(ControlStore control, Duration kept, LongSupplier ticker) {
        this.control = control;
        this.keptNanos = kept.toNanos();
        this.ticker = ticker;
    }

    /** Reads the control record each time. */
    public static EpochView of(ControlStore control) {
        return new EpochView(control, Duration.ZERO, () -> 0);
    }

    /** Keeps what it read for a while, by a ticker of nanoseconds. */
    public static EpochView cached(ControlStore control, Duration kept, LongSupplier ticker) {
        return new EpochView(control, kept, ticker);
    }

    /** The control record, at most as old as it may be kept. */
    public ControlRecord current() {
        Known last = known;
        if (last != null && keptNanos > 0 && ticker.getAsLong() - last.readAt() < keptNanos) {
            return last.control();
        }
        return read();
    }

    /** The epoch, if the store leads and the lead is not about to move; decided by a record just read if it is not. */
    public OptionalLong steadyEpoch() {
        ControlRecord now = current();
        if (now.phase() != ControlRecord.Phase.STEADY) {
            now = read();
        }
        return now.phase() == ControlRecord.Phase.STEADY ? OptionalLong.of(now.epoch()) : OptionalLong.empty();
    }

    /** Makes the next question read the control record: something said that the known one is over. */
    public void forget() {
        known = null;
    }

    private ControlRecord read() {
        // Taken before the read, so that what is kept is never older than it seems.
        long readAt = ticker.getAsLong();
        ControlRecord now = control.read();
        known = new Known(now, readAt);
        return now;
    }
}
