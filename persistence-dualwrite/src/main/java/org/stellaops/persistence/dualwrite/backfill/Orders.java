// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.backfill;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.stellaops.persistence.dualwrite.settings.Pause;
import org.stellaops.persistence.spi.Checkpoints;

/** Follows the orders of an operator between two batches. Not for concurrent use. */
final class Orders {

    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Checkpoints checkpoints;
    private final String type;
    private final LongSupplier ticker;
    private final Pause pause;
    private BackfillOrder order = BackfillOrder.RUN;
    private long looked;

    Orders(Checkpoints checkpoints, String type, LongSupplier ticker, Pause pause) {
        this.checkpoints = checkpoints;
        this.type = type;
        this.ticker = ticker;
        this.pause = pause;
        this.looked = ticker.getAsLong();
    }

    /** Waits while a pause is ordered; false if the run is to end. Looks once in a second. */
    boolean goOn(BooleanSupplier stopped) {
        if (ticker.getAsLong() - looked >= LOOK.toNanos()) {
            order = look();
        }
        while (order == BackfillOrder.PAUSE && !stopped.getAsBoolean() && pause.tryPause(LOOK)) {
            order = look();
        }
        return order != BackfillOrder.STOP;
    }

    private BackfillOrder look() {
        looked = ticker.getAsLong();
        return BackfillOrder.of(checkpoints, type);
    }
}
