// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spi;

import java.util.Optional;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.entity.UnmappableException;

/** A document of which only the entry of a scan is known. */
record ScannedDocument(LegacyScanEntry entry) implements StoredDocument {

    @Override
    public String id() {
        return entry.id();
    }

    @Override
    public String rawId() {
        return entry.id();
    }

    @Override
    public Optional<RecordKey> key() {
        return record().map(LegacyRecord::key);
    }

    @Override
    public Optional<LegacyRecord> record() {
        return entry.record();
    }

    @Override
    public Optional<UnmappableException> problem() {
        return entry.problem().map(it -> new UnmappableException("", it));
    }
}
