package org.stellaops.persistence.dualwrite.internal.reconcile;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
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
 * Finds what processes of former epochs wrote into a legacy store that does not lead: any pending flag there is such a stale-epoch write. Each is
 * reported, and the leader allocates the key anew, so that the stale-epoch write is replaced in the default way (section 5).
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

    /** Looks at what is pending now; how many stale-epoch writes there were. */
    public int search(long epoch) {
        int found = 0;
        Optional<RecordKey> after = Optional.empty();
        List<LegacyRecord> records;
        do {
            records = legacy.pendingRecords(after, settings.smallBatch());
            for (LegacyRecord it : records) {
                found += replaceByLeader(it.image(), it.pendingEpoch(), epoch);
            }
            after = records.stream().map(LegacyRecord::key).max(RecordKey::compareTo);
        } while (records.size() == settings.smallBatch());
        return found + searchTombstones(epoch);
    }

    private int searchTombstones(long epoch) {
        int found = 0;
        Optional<RecordKey> after = Optional.empty();
        List<LegacyTombstone> page;
        do {
            page = legacy.pendingTombstones(after, settings.batch());
            for (LegacyTombstone it : page) {
                found += replaceByLeader(it.image(), it.pendingEpoch(), epoch);
            }
            after = page.stream().map(LegacyTombstone::key).max(RecordKey::compareTo);
        } while (page.size() == settings.batch());
        return found;
    }

    private int replaceByLeader(Image staleWrite, OptionalLong pendingEpoch, long epoch) {
        if (pendingEpoch.orElse(epoch) >= epoch) {
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

    private void bury(Image staleWrite, long epoch) {
        VersionStamp stamp = new VersionStamp(
                Versions.allocate(epoch, staleWrite.stamp().version()),
                settings.tokens().next());
        boolean ignored = target.repairTombstone(Optional.empty(), new Image.Tombstone(staleWrite.key(), stamp), epoch);
    }
}
