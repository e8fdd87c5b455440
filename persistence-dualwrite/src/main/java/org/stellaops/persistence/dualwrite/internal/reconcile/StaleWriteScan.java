// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.reconcile;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.stellaops.persistence.cutover.Cohort;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.dualwrite.internal.control.KeysetPages;
import org.stellaops.persistence.dualwrite.internal.replicate.Reports;
import org.stellaops.persistence.dualwrite.internal.replicate.StaleWriteReports;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.dualwrite.settings.ProtocolSettings;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.LegacyTombstone;
import org.stellaops.persistence.spi.TargetState;
import org.stellaops.persistence.spi.TargetStore;
import org.stellaops.persistence.spi.VersionBump;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.spi.Versions;

/**
 * Finds stale-epoch writes in a legacy store that does not lead: any pending flag there belongs to one. Each is
 * reported, and the leader bumps the version of the key, so that replication overwrites the stale-epoch write (section
 * 5).
 */
public final class StaleWriteScan {

    private final LegacyStore legacy;
    private final TargetStore target;
    private final ProtocolSettings settings;
    private final StaleWriteReports staleWrites;

    public StaleWriteScan(EntityPair pair, ProtocolSettings settings, DualWriteListener listener) {
        this.legacy = pair.legacy();
        this.target = pair.target();
        this.settings = settings;
        this.staleWrites = new StaleWriteReports(target, new Reports(pair.type(), listener));
    }

    /** Scans the pending flags once; returns the number of stale-epoch writes. */
    public int search(long epoch) {
        AtomicInteger found = new AtomicInteger();
        new KeysetPages<>(legacy::pendingRecords, LegacyRecord::key, settings.smallBatch())
                .forEach(it -> found.addAndGet(replaceByLeader(it.image(), it.pendingEpoch(), epoch)));
        new KeysetPages<>(legacy::pendingTombstones, LegacyTombstone::key, settings.batch())
                .forEach(it -> found.addAndGet(replaceByLeader(it.image(), it.pendingEpoch(), epoch)));
        return found.get();
    }

    private int replaceByLeader(Image staleWrite, OptionalLong pendingEpoch, long epoch) {
        if (pendingEpoch.isEmpty() || isOfLaterLead(pendingEpoch.getAsLong(), epoch)) {
            return 0;
        }
        staleWrites.report(staleWrite, pendingEpoch.getAsLong());
        Optional<TargetState> state = target.state(staleWrite.key());
        if (state.isEmpty()) {
            bury(staleWrite, epoch);
        } else if (!state.get().isPending()
                || state.get().stamp().version() <= staleWrite.stamp().version()) {
            VersionStamp current = state.get().stamp();
            long version = Versions.allocate(
                    epoch, current.version(), staleWrite.stamp().version());
            boolean ignored =
                    target.bump(new VersionBump(staleWrite.key(), current, version, epoch, VersionBump.When.ALWAYS));
        }
        return 1;
    }

    /** What another cohort left, before it gave the tenant to this one, is a stale-epoch write whatever its number is. */
    private static boolean isOfLaterLead(long writersEpoch, long epoch) {
        return Cohort.numberOf(writersEpoch) == Cohort.numberOf(epoch) && writersEpoch >= epoch;
    }

    private void bury(Image staleWrite, long epoch) {
        VersionStamp stamp = new VersionStamp(
                Versions.allocate(epoch, staleWrite.stamp().version()),
                settings.tokens().next());
        boolean ignored = target.repairTombstone(Optional.empty(), new Image.Tombstone(staleWrite.key(), stamp), epoch);
    }
}
