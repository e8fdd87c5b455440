// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.stellaops.persistence.Patch;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.dualwrite.internal.control.EpochView;
import org.stellaops.persistence.dualwrite.internal.write.ClaimCandidates;
import org.stellaops.persistence.dualwrite.internal.write.LeaderStore;
import org.stellaops.persistence.dualwrite.internal.write.LeaderWriteResult;
import org.stellaops.persistence.dualwrite.internal.write.LegacyDelete;
import org.stellaops.persistence.dualwrite.internal.write.LegacyDeleteBatch;
import org.stellaops.persistence.dualwrite.internal.write.LegacyPut;
import org.stellaops.persistence.dualwrite.internal.write.LegacyPutBatch;
import org.stellaops.persistence.dualwrite.internal.write.LegacyUpdate;
import org.stellaops.persistence.dualwrite.settings.ProtocolSettings;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.LegacyBackend;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.RecordStore;
import org.stellaops.persistence.spi.RecordWrite;
import org.stellaops.persistence.value.Struct;

/**
 * The legacy store as leader, without a follower: each write sets its pending flag, and nothing is sent.
 *
 * <p>Threads, blocking and failure as for {@link RecordStore}; a store that throws an {@link Error} passes it on.
 */
public final class LegacyLeader extends LeaderStore {

    private final LegacyPut put;
    private final LegacyDelete delete;
    private final LegacyUpdate update;
    private final ClaimCandidates candidates;
    private final LegacyPutBatch putBatch;
    private final LegacyDeleteBatch deleteBatch;

    /** The leader on a store, in the epochs of the store's control record. */
    public LegacyLeader(LegacyStore store, EpochView epochs, ProtocolSettings settings) {
        super(store);
        this.put = new LegacyPut(store, epochs, settings);
        this.delete = new LegacyDelete(store, epochs, settings);
        this.update = new LegacyUpdate(store, epochs, settings);
        this.candidates = new ClaimCandidates(store);
        this.putBatch = new LegacyPutBatch(store, epochs, settings);
        this.deleteBatch = new LegacyDeleteBatch(store, epochs, settings);
    }

    /** The leader on a store of a backend; the store becomes the leader if it has no control record yet. */
    public static LegacyLeader over(LegacyBackend backend, EntityType<?> type) {
        ControlRecord ignored = backend.control().initialise(FIRST);
        return new LegacyLeader(backend.store(type), EpochView.of(backend.control()), ProtocolSettings.defaults());
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
        return update.updateFirst(tenant, next, patch)
                .or(() -> candidates.claim(
                        tenant, next, key -> update.update(key, patch, Precondition.holds(next.where()))));
    }

    @Override
    public List<LeaderWriteResult> writeChecked(List<RecordWrite> writes) {
        Map<RecordKey, LeaderWriteResult> results = new HashMap<>();
        results.putAll(putBatch.put(only(RecordWrite.Put.class, writes)));
        results.putAll(deleteBatch.delete(only(RecordWrite.Delete.class, writes)));
        return writes.stream()
                .map(it -> Objects.requireNonNull(results.get(it.key())))
                .toList();
    }

    private static <W extends RecordWrite> List<W> only(Class<W> kind, List<RecordWrite> writes) {
        return writes.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
}
