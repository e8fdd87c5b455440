// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.stage;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.internal.control.ControlReplacement;
import org.stellaops.persistence.dualwrite.internal.control.ModuleStores;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlStore;

/**
 * The stage of a module in its control records. It stands in the record of the store that leads and is moved there by
 * compare-and-set; the other store has a copy, which decides nothing.
 *
 * <p>Safe for concurrent use. Waits on the stores, and throws what they throw.
 */
public final class StageRecords {

    private final ModuleStores stores;
    private final AtomicLong highest = new AtomicLong();

    public StageRecords(ModuleStores stores) {
        this.stores = stores;
    }

    /** A store led in this epoch, as this process knows: none that says so in a lower one is followed from here on. */
    public void sawLeader(long epoch) {
        highest.accumulateAndGet(epoch, Math::max);
    }

    /**
     * Which store leads, and its record.
     *
     * @param side the store
     * @param record says that it leads
     * @param isHandedOver whether the other store was asked before, and has given the lead away in just this epoch
     */
    public record Leading(Side side, ControlRecord record, boolean isHandedOver) {

        /** A store of which it is not known how it came to lead. */
        public Leading(Side side, ControlRecord record) {
            this(side, record, false);
        }

        /** Where the module stands. */
        public Stage stage() {
            return record.stage().orElse(side == Side.LEGACY ? Stage.SHADOW_READ : Stage.TARGET_LED);
        }

        /** Whether no change of leader has begun. */
        public boolean isSteady() {
            return record.phase() == ControlRecord.Phase.STEADY;
        }

        /** The number of the generation that a cohort is in. */
        public long generation() {
            return record.generation().number();
        }

        /** Whether it leads steadily in this epoch and generation. */
        public boolean isSteadyAt(long epoch, long generation) {
            return record.is(ControlRecord.Phase.STEADY, epoch) && generation() == generation;
        }
    }

    /**
     * The record of the store that leads; empty while neither does. The store that led last is asked first, and the other one
     * only if that does not lead. One that says that it leads in an epoch below one that this process has seen was emptied or
     * restored, and is not followed.
     */
    public Optional<Leading> leading(Side first) {
        Optional<ControlRecord> asked;
        long known = highest.get();
        try {
            asked = stores.control(first).find();
        } catch (StoreException e) {
            return leadingAt(first.other())
                    .filter(it -> it.record().epoch() > known)
                    .or(() -> {
                        throw e;
                    });
        }
        return leading(first, asked)
                .or(() -> leadingAt(first.other())
                        .map(it -> new Leading(it.side(), it.record(), gaveAway(asked, it.record()))));
    }

    private static boolean gaveAway(Optional<ControlRecord> asked, ControlRecord leads) {
        return asked.filter(it -> it.is(ControlRecord.Phase.AWAY, leads.epoch()))
                .isPresent();
    }

    private Optional<Leading> leadingAt(Side side) {
        return leading(side, stores.control(side).find());
    }

    private Optional<Leading> leading(Side side, Optional<ControlRecord> record) {
        Optional<ControlRecord> leads = record.filter(ControlRecord::leads).filter(it -> it.epoch() >= highest.get());
        leads.ifPresent(it -> sawLeader(it.epoch()));
        return leads.map(it -> new Leading(side, it));
    }

    /** Moves the stage while the same store goes on leading; false if the record is another by now. */
    public boolean step(Leading from, Stage next) {
        return from.isSteady()
                && !from.record().generation().giving()
                && ControlReplacement.make(
                        stores.control(from.side()),
                        from.record(),
                        from.record().in(next));
    }

    /** Writes a copy into the store that does not lead. That it is old, or missing, harms nothing. */
    public void copyTo(Side follower, Stage stage) {
        ControlStore control = stores.control(follower);
        Optional<ControlRecord> old =
                control.find().filter(it -> !it.leads() && !it.stage().equals(Optional.of(stage)));
        // Whether another process was faster is of no account.
        boolean unused =
                old.isPresent() && control.compareAndSet(old.get(), old.get().in(stage));
    }
}
