package org.stellaops.persistence.spi;

import java.util.Optional;
import org.stellaops.persistence.Page;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.query.Query;

/** What every store can be asked. A failing read throws {@link org.stellaops.persistence.StoreException}. */
public interface ReadableStore {

    /** What is stored here. */
    EntityType<?> type();

    /** Finds the record as of the last write; a key never written, or deleted, is empty. */
    Optional<StoredRecord> find(RecordKey key);

    /**
     * Lists the records of one tenant, or of a global type.
     *
     * @param tenant the tenant; empty exactly for a global type
     * @throws IllegalArgumentException if {@link org.stellaops.persistence.query.QueryRules} refuses the query, or the
     *     token is not of this query
     */
    Page<StoredRecord> query(Optional<String> tenant, Query query);

    /** All records of all tenants behind a key, in the order of keys, each with the hash of the content that is there. */
    Scan<ScanEntry> scan(Optional<RecordKey> after);
}
