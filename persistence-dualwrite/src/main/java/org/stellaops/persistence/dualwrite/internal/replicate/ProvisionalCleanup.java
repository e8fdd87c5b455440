// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.replicate;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.dualwrite.internal.control.KeysetPages;
import org.stellaops.persistence.dualwrite.settings.ProtocolSettings;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.LegacyTombstone;

/** Finishes reverse inserts that have not been checked against the tombstone (4.4). Safe for concurrent use. */
public final class ProvisionalCleanup {

    private final LegacyStore store;
    private final ProtocolSettings settings;

    /** Cleans up this store. */
    public ProvisionalCleanup(LegacyStore store, ProtocolSettings settings) {
        this.store = store;
        this.settings = settings;
    }

    /** Cleans up the provisional records; returns how many there were. */
    public int cleanUp() {
        AtomicInteger swept = new AtomicInteger();
        new KeysetPages<>(store::provisionalRecords, LegacyRecord::key, settings.smallBatch()).forEachPage(page -> {
            page.forEach(this::cleanUp);
            swept.addAndGet(page.size());
        });
        return swept.get();
    }

    /** Cleans up one key; returns whether it was provisional. */
    public boolean cleanUpKey(RecordKey key) {
        Optional<LegacyRecord> found =
                store.read(key).filter(it -> it.provisional().isPresent());
        found.ifPresent(this::cleanUp);
        return found.isPresent();
    }

    /**
     * Finishes exactly the attempt that was seen. Confirming a version alone could confirm a later attempt, whose
     * tombstone was not checked (B5); deleting any lower version could delete a record that was written after this
     * store became the leader again (C8).
     */
    private void cleanUp(LegacyRecord record) {
        Optional<LegacyTombstone> above = store.readTombstone(record.key()).filter(it -> it.isAbove(record.stamp()));
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
