package org.stellaops.persistence.dualwrite;

import java.util.Optional;
import org.stellaops.persistence.Page;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.dualwrite.protocol.EpochView;
import org.stellaops.persistence.dualwrite.protocol.LegacyDelete;
import org.stellaops.persistence.dualwrite.protocol.LegacyPut;
import org.stellaops.persistence.dualwrite.protocol.ProtocolSettings;
import org.stellaops.persistence.dualwrite.protocol.WriteChecks;
import org.stellaops.persistence.dualwrite.protocol.Written;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.query.QueryRules;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.LegacyBackend;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.RecordStore;
import org.stellaops.persistence.value.Struct;

/**
 * The legacy store as leader, without a follower: each write leaves its mark, and nothing is sent.
 *
 * <p>Threads, blocking and failure as for {@link RecordStore}; a store that throws an {@link Error} passes it on.
 */
public final class LegacyLeader implements RecordStore, LeaderStore {

    private static final ControlRecord FIRST = new ControlRecord(ControlRecord.Phase.STEADY, 1);

    private final LegacyStore store;
    private final LegacyPut put;
    private final LegacyDelete delete;

    /** The leader over a store, in the epochs that its control record says. */
    public LegacyLeader(LegacyStore store, EpochView epochs, ProtocolSettings settings) {
        this.store = store;
        this.put = new LegacyPut(store, epochs, settings);
        this.delete = new LegacyDelete(store, epochs, settings);
    }

    /** The leader over a store of a backend, which leads from now on if nothing was said about it yet. */
    public static LegacyLeader over(LegacyBackend backend, EntityType<?> type) {
        ControlRecord ignored = backend.control().initialise(FIRST);
        return new LegacyLeader(backend.store(type), EpochView.of(backend.control()), ProtocolSettings.defaults());
    }

    @Override
    public EntityType<?> type() {
        return store.type();
    }

    @Override
    public Optional<StoredRecord> find(RecordKey key) {
        store.type().requireKey(key);
        return store.find(key);
    }

    @Override
    public Page<StoredRecord> query(Optional<String> tenant, Query query) {
        QueryRules.check(store.type(), query);
        return store.query(tenant, query);
    }

    @Override
    public WriteOutcome put(RecordKey key, Struct content, Precondition precondition) {
        return write(key, content, precondition).outcome();
    }

    @Override
    public WriteOutcome delete(RecordKey key, Precondition precondition) {
        return remove(key, precondition).outcome();
    }

    @Override
    public Written write(RecordKey key, Struct content, Precondition precondition) {
        return WriteChecks.of(store.type())
                .rejectionOf(key, content, precondition)
                .map(Written::withoutImage)
                .orElseGet(() -> put.put(key, content, precondition));
    }

    @Override
    public Written remove(RecordKey key, Precondition precondition) {
        WriteChecks.of(store.type()).require(key, precondition);
        return delete.delete(key, precondition);
    }
}
