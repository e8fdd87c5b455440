// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.failover;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.settings.Pause;
import org.stellaops.persistence.spi.ControlStore;
import org.stellaops.persistence.spi.ControlStore.FenceStrength;

/**
 * Sees to it that no writer relies on a fence that a change of leader cannot raise (section 5): where it will most likely be weak, it is
 * distrusted before the change, while writes go on; otherwise the change waits, and writes with it.
 *
 * <p>For one change at a time. Waits on the legacy store, and for twice the time for which writers rely on a fence that they found.
 */
public final class FenceDistrust {

    private final ControlStore legacyControl;
    private final String self;
    private final Duration grace;
    private final Pause pause;
    private volatile State state = State.NONE;
    private volatile BooleanSupplier allHeed = () -> false;

    /** What other processes know of the fence by this one. */
    private enum State {
        NONE,
        BEGUN,
        /** None relies any more on what it found before. */
        HEEDED
    }

    /**
     * Nothing is distrusted yet.
     *
     * @param self who distrusts, and nobody else
     * @param grace longer than any process relies on a fence that it found standing; zero, and none does
     * @param pause how it waits
     */
    FenceDistrust(ControlStore legacyControl, String self, Duration grace, Pause pause) {
        this.legacyControl = legacyControl;
        this.self = self;
        this.grace = grace;
        this.pause = pause;
    }

    /**
     * Makes every process take the fence for absent where it will most likely be weak, and waits until none relies on it: before a change
     * of leader, while writes go on, instead of in it, where they wait. So it does for a raise of another process that does not end,
     * whichever store leads. {@link #end} is due afterwards in any case.
     *
     * @param allHeed whether no process is of a version that knows of no distrust; asked in the change, which waits again if one is
     */
    public void begin(Side from, BooleanSupplier allHeed) {
        this.allHeed = allHeed;
        if (!grace.isZero() && legacyControl.mayFenceBeWeak() && from == Side.LEGACY) {
            state = State.BEGUN;
            legacyControl.distrustFence(self);
            // An interrupt stays, and ends the change at its first wait.
            state = pause.tryPause(grace) ? State.HEEDED : State.BEGUN;
        }
    }

    /** Nothing is lost by a distrust that stays: each write asks once more, until a raise of the fence is found strong. */
    public void end() {
        if (state == State.NONE) {
            return;
        }
        state = State.NONE;
        try {
            legacyControl.trustFence(self);
        } catch (StoreException e) {
            return;
        }
    }

    /**
     * Where the fence could not be raised, writers may still rely on one that they found standing a moment ago. They do so for
     * a bounded time by their own tickers, and ask the control record from then on. That time was over before the change began if the fence
     * has been distrusted since.
     *
     * @return why the change must not go on
     */
    Optional<String> await(Side from, FenceStrength raised) {
        boolean reliedOn = from == Side.LEGACY && raised == FenceStrength.WEAK && !grace.isZero();
        return !reliedOn || isHeeded() || pause.tryPause(grace)
                ? Optional.empty()
                : Optional.of("the wait for writes that rely on the former fence was interrupted");
    }

    private boolean isHeeded() {
        return state == State.HEEDED && legacyControl.distrustingFence().contains(self) && allHeed.getAsBoolean();
    }
}
