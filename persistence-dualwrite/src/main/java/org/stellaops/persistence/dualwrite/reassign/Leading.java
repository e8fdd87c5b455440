// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.reassign;

import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.internal.control.ModuleStores;
import org.stellaops.persistence.spi.ControlRecord;

/**
 * The store that leads a cohort.
 *
 * @param side which one
 * @param record its control record
 */
record Leading(Side side, ControlRecord record) {

    /** The store that leads; of two that say so the one of the later epoch. Both must be reached. */
    static Optional<Leading> of(ModuleStores stores) {
        return Stream.of(Side.values())
                .filter(it -> stores.control(it).exists())
                .flatMap(it -> stores.control(it).find().map(record -> new Leading(it, record)).stream())
                .filter(it -> it.record().leads())
                .max(Comparator.comparing(it -> it.record().epoch()));
    }

    /** Which generation the cohort is in. */
    long generation() {
        return record.generation().number();
    }

    /** Whether it leads, and no change of leader has begun. */
    boolean isSteady() {
        return record.phase() == ControlRecord.Phase.STEADY;
    }

    /** Whether it leads steadily in this epoch and generation. */
    boolean isSteadyAt(long epoch, long generation) {
        return record.is(ControlRecord.Phase.STEADY, epoch) && generation() == generation;
    }

    /** Whether the other store gets what is written. */
    boolean isAlone() {
        return record.stage().equals(Optional.of(Stage.TARGET_ONLY));
    }
}
