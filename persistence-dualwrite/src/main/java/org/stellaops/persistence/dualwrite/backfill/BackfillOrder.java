// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.backfill;

import java.util.Optional;
import org.stellaops.persistence.spi.Checkpoints;

/** What an operator wants of the backfills of an entity type in every process; kept in the target, and followed within a second. */
public enum BackfillOrder {

    /** Go on, which is what they do when nothing was ordered. */
    RUN,

    /** Wait between two batches until another order comes; so does a run that is started meanwhile. */
    PAUSE,

    /** End after the current batch. A run that is started later goes on from there, and withdraws the order. */
    STOP;

    /** Orders it. */
    public void give(Checkpoints checkpoints, String type) {
        if (this == RUN) {
            checkpoints.clear(name(type));
        } else {
            checkpoints.save(name(type), name());
        }
    }

    /** The order that stands. */
    public static BackfillOrder of(Checkpoints checkpoints, String type) {
        Optional<String> given = checkpoints.load(name(type));
        return given.map(BackfillOrder::valueOf).orElse(RUN);
    }

    /** Withdraws an order to stop, which was meant for those that ran then. */
    static void begin(Checkpoints checkpoints, String type) {
        if (of(checkpoints, type) == STOP) {
            RUN.give(checkpoints, type);
        }
    }

    private static String name(String type) {
        return "backfill-order/" + type;
    }
}
