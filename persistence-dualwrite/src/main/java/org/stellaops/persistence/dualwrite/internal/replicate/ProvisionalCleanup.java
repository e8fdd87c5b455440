package org.stellaops.persistence.dualwrite.internal.replicate;

import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.dualwrite.settings.ProtocolSettings;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.LegacyTombstone;

/** Finishes reverse inserts that nobody has held against the tombstone (4.4). Safe for concurrent use. */
public final class ProvisionalCleanup {

    private final LegacyStore store;
    private final ProtocolSettings settings;

    /** Sweeps this store. */
    public ProvisionalCleanup(LegacyStore store, ProtocolSettings settings) {
        this.store = store;
        this.settings = settings;
    }

    /** Sweeps what is provisional now; how many records were. */
    public int cleanUp() {
        int swept = 0;
        Optional<RecordKey> after = Optional.empty();
        List<LegacyRecord> page;
        do {
            page = store.provisionalRecords(after, settings.smallBatch());
            page.forEach(this::cleanUp);
            swept += page.size();
            after = page.stream().map(LegacyRecord::key).max(RecordKey::compareTo);
        } while (page.size() == settings.smallBatch());
        return swept;
    }

    /** Sweeps one key; whether it was provisional. */
    public boolean cleanUpKey(RecordKey key) {
        Optional<LegacyRecord> found =
                store.read(key).filter(it -> it.provisional().isPresent());
        found.ifPresent(this::cleanUp);
        return found.isPresent();
    }

    /**
     * Finishes exactly the attempt that was seen. Confirming a version alone could confirm a later attempt, whose
     * tombstone was not looked at (B5); deleting whatever is lower could take a record that was written since the lead went
     * back to this store (C8).
     */
    private void cleanUp(LegacyRecord record) {
        Optional<LegacyTombstone> above = store.readTombstone(record.key())
                .filter(it -> it.stamp().version() > record.stamp().version());
        if (above.isEmpty()) {
            // Empty if it was confirmed while the work list was being read.
            record.provisional().ifPresent(it -> {
                boolean ignored = store.confirm(record.key(), record.stamp().version(), it.attempt());
            });
        } else if (!above.get().isPending()) {
            boolean ignored = store.delete(record.key(), record.stamp());
        }
    }
}
