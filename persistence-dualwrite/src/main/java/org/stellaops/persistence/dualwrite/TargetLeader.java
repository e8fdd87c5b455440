package org.stellaops.persistence.dualwrite;

import java.util.Optional;
import org.stellaops.persistence.Page;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.dualwrite.protocol.EpochView;
import org.stellaops.persistence.dualwrite.protocol.ProtocolSettings;
import org.stellaops.persistence.dualwrite.protocol.TargetDelete;
import org.stellaops.persistence.dualwrite.protocol.TargetPut;
import org.stellaops.persistence.dualwrite.protocol.WriteChecks;
import org.stellaops.persistence.dualwrite.protocol.Written;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.query.QueryRules;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.RecordStore;
import org.stellaops.persistence.spi.TargetBackend;
import org.stellaops.persistence.spi.TargetStore;
import org.stellaops.persistence.spi.TargetWrite;
import org.stellaops.persistence.value.Struct;

/**
 * The target store as leader, without a follower: nothing is sent.
 *
 * <p>Threads, blocking and failure as for {@link RecordStore}; a store that throws an {@link Error} passes it on.
 */
public final class TargetLeader implements RecordStore, LeaderStore {

    private static final ControlRecord FIRST = new ControlRecord(ControlRecord.Phase.STEADY, 1);

    private final TargetStore store;
    private final TargetPut put;
    private final TargetDelete delete;

    /** The leader over a store, in the epochs that its control record says. */
    public TargetLeader(TargetStore store, EpochView epochs, ProtocolSettings settings, TargetWrite.Mark mark) {
        this.store = store;
        this.put = new TargetPut(store, epochs, settings, mark);
        this.delete = new TargetDelete(store, epochs, settings, mark);
    }

    /** The leader over a store of a backend, which leads from now on if nothing was said about it yet. */
    public static TargetLeader over(TargetBackend backend, EntityType<?> type) {
        ControlRecord ignored = backend.control().initialise(FIRST);
        return new TargetLeader(
                backend.store(type),
                EpochView.of(backend.control()),
                ProtocolSettings.defaults(),
                TargetWrite.Mark.PENDING);
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
