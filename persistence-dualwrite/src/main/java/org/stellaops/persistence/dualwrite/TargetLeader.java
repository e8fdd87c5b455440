// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite;

import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.Patch;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.dualwrite.internal.control.EpochView;
import org.stellaops.persistence.dualwrite.internal.write.ClaimCandidates;
import org.stellaops.persistence.dualwrite.internal.write.LeaderStore;
import org.stellaops.persistence.dualwrite.internal.write.LeaderWriteResult;
import org.stellaops.persistence.dualwrite.internal.write.TargetBatch;
import org.stellaops.persistence.dualwrite.internal.write.TargetDelete;
import org.stellaops.persistence.dualwrite.internal.write.TargetPut;
import org.stellaops.persistence.dualwrite.internal.write.TargetUpdate;
import org.stellaops.persistence.dualwrite.settings.ProtocolSettings;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.RecordStore;
import org.stellaops.persistence.spi.RecordWrite;
import org.stellaops.persistence.spi.TargetBackend;
import org.stellaops.persistence.spi.TargetStore;
import org.stellaops.persistence.spi.TargetWrite;
import org.stellaops.persistence.value.Struct;

/**
 * The target store as leader, without a follower: nothing is sent.
 *
 * <p>Threads, blocking and failure as for {@link RecordStore}; a store that throws an {@link Error} passes it on.
 */
public final class TargetLeader extends LeaderStore {

    private final TargetPut put;
    private final TargetDelete delete;
    private final TargetUpdate update;
    private final ClaimCandidates candidates;
    private final TargetBatch batch;

    /** The leader on a store, in the epochs of the store's control record. */
    public TargetLeader(
            TargetStore store, EpochView epochs, ProtocolSettings settings, TargetWrite.PendingFlag pendingFlag) {
        super(store);
        this.put = new TargetPut(store, epochs, settings, pendingFlag);
        this.delete = new TargetDelete(store, epochs, settings, pendingFlag);
        this.update = new TargetUpdate(store, epochs, settings, pendingFlag);
        this.candidates = new ClaimCandidates(store);
        this.batch = new TargetBatch(store, epochs, settings, pendingFlag);
    }

    /** The leader on a store of a backend; the store becomes the leader if it has no control record yet. */
    public static TargetLeader over(TargetBackend backend, EntityType<?> type) {
        ControlRecord ignored = backend.control().initialise(FIRST);
        return new TargetLeader(
                backend.store(type),
                EpochView.of(backend.control()),
                ProtocolSettings.defaults(),
                TargetWrite.PendingFlag.PENDING);
    }

    @Override
    public LeaderWriteResult putChecked(RecordKey key, Struct content, Precondition precondition) {
        return put.put(key, content, precondition);
    }

    @Override
    public LeaderWriteResult deleteChecked(RecordKey key, Precondition precondition) {
        return delete.delete(key, precondition);
    }

    @Override
    public LeaderWriteResult updateChecked(RecordKey key, Patch patch, Precondition precondition) {
        return update.update(key, patch, precondition);
    }

    @Override
    public Optional<LeaderWriteResult> claimChecked(Optional<String> tenant, Query next, Patch patch) {
        return update.claim(tenant, next, patch)
                .or(() -> candidates.claim(
                        tenant, next, key -> update.update(key, patch, Precondition.holds(next.where()))));
    }

    @Override
    public List<LeaderWriteResult> writeChecked(List<RecordWrite> writes) {
        return batch.write(writes);
    }
}
