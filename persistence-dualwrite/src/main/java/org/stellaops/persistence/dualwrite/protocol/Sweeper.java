package org.stellaops.persistence.dualwrite.protocol;

import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.LegacyRecord.Unconfirmed;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.LegacyTombstone;

/** Finishes reverse inserts that nobody has held against the tombstone (4.4). Safe for concurrent use. */
public final class Sweeper {

    private final LegacyStore store;
    private final ProtocolSettings settings;

    /** Sweeps this store. */
    public Sweeper(LegacyStore store, ProtocolSettings settings) {
        this.store = store;
        this.settings = settings;
    }

    /** Sweeps what is unconfirmed now; how many records were. */
    public int sweep() {
        int swept = 0;
        Optional<RecordKey> after = Optional.empty();
        List<LegacyRecord> page;
        do {
            page = store.unconfirmedRecords(after, settings.batch());
            page.forEach(this::sweep);
            swept += page.size();
            after = page.stream().map(LegacyRecord::key).max(RecordKey::compareTo);
        } while (page.size() == settings.batch());
        return swept;
    }

    /** Sweeps one key; whether it was unconfirmed. */
    boolean sweepKey(RecordKey key) {
        Optional<LegacyRecord> found =
                store.read(key).filter(it -> it.unconfirmed().isPresent());
        found.ifPresent(this::sweep);
        return found.isPresent();
    }

    /**
     * Finishes exactly the attempt that was seen. Confirming a version alone could confirm a later attempt, whose
     * tombstone was not looked at (B5); and once the attempt is finished, what lies below a tombstone may be the victim of
     * the next leader's delete (C8).
     */
    private void sweep(LegacyRecord record) {
        Optional<LegacyTombstone> above = store.readTombstone(record.key())
                .filter(it -> it.stamp().version() > record.stamp().version());
        // Empty if it was confirmed while the work list was being read.
        record.unconfirmed().ifPresent(attempt -> {
            if (above.isEmpty()) {
                boolean ignored = store.confirm(record.key(), record.stamp().version(), attempt.attempt());
            } else if (isStillUnconfirmed(record.key(), attempt)) {
                boolean ignored =
                        store.deleteLower(record.key(), above.get().stamp().version(), LegacyStore.Unstamped.SPARED);
            }
        });
    }

    /** Whether the record still waits for the end of this very attempt. */
    boolean isStillUnconfirmed(RecordKey key, Unconfirmed attempt) {
        return store.read(key).flatMap(LegacyRecord::unconfirmed).equals(Optional.of(attempt));
    }
}
