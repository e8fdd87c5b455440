package org.stellaops.persistence.spi;

import java.util.Optional;
import org.stellaops.persistence.Page;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.query.Query;

/** The reads that every store offers. A failing read throws {@link org.stellaops.persistence.StoreException}. */
public interface ReadableStore {

    /** The entity type stored here. */
    EntityType<?> type();

    /** Finds the record as of the last write; a key never written, or deleted, is empty. */
    Optional<StoredRecord> find(RecordKey key);

    /**
     * Lists the records of one tenant, or of a global type.
     *
     * @param tenant the tenant; empty exactly for a global type
     * @throws IllegalArgumentException if {@link org.stellaops.persistence.query.QueryRules} rejects the query, or the
     * token belongs to another query
     */
    Page<StoredRecord> query(Optional<String> tenant, Query query);

    /**
     * All records of all tenants after a key, in key order, each with the hash of the content that is there.
     */
    Scan<ScanEntry> scan(Optional<RecordKey> after);
}
