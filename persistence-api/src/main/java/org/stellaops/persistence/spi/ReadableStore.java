// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spi;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.stellaops.persistence.CountEstimate;
import org.stellaops.persistence.DistinctValues;
import org.stellaops.persistence.Page;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.Selected;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.query.QueryRules;
import org.stellaops.persistence.value.Value;

/** The reads that every store offers. A failing read throws {@link org.stellaops.persistence.StoreException}. */
public interface ReadableStore {

    /** The entity type stored here. */
    EntityType<?> type();

    /** Whether records of a tenant are asked for here: not at a cohort that has given it to another one. Asks no database. */
    default boolean serves(Optional<String> tenant) {
        return true;
    }

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

    /**
     * As {@link #scan}, by what is kept beside the records alone: no content is read, so that {@link ScanEntry#contentHash} is the
     * stored hash, and empty where none is kept. A record whose content cannot be read is not noticed. A store that cannot read less
     * than contents makes a full scan of it.
     */
    default Scan<ScanEntry> scanStored(Optional<RecordKey> after) {
        return scan(after);
    }

    /**
     * The digest of the records of a range of keys, computed by the server, which sends no record; empty if it cannot do so.
     *
     * @param range of keys of all tenants
     */
    default Optional<RangeDigest> digest(KeyRange range) {
        return Optional.empty();
    }

    /** Whether there is a record of the key, one that cannot be read included. */
    default boolean exists(RecordKey key) {
        return PagedReads.exists(this::find, key);
    }

    /**
     * The records of these keys, in the order of the keys, each once; keys without a record are left out, and records that
     * cannot be read are named beside the others.
     *
     * @param keys of one tenant, or of a global type; at most {@link org.stellaops.persistence.Limits#MOST_KEYS}
     * @return one page, never followed by another
     */
    default Page<StoredRecord> findAll(List<RecordKey> keys) {
        return PagedReads.findAll(this::find, keys);
    }

    /**
     * Counts the records that a condition finds, no further than {@code atMost}. A store may count a record that it cannot read if
     * the condition holds for what it holds.
     *
     * @param tenant the tenant; empty exactly for a global type
     * @param atMost where counting ends, at least 1
     * @throws IllegalArgumentException as {@link #query} does
     */
    default long count(Optional<String> tenant, Condition where, long atMost) {
        return PagedReads.count(query -> query(tenant, query), where, atMost);
    }

    /**
     * Lists some fields of the records that {@link #query} would list. A record that a store cannot read in other fields may be listed.
     *
     * @param tenant the tenant; empty exactly for a global type
     * @param fields their names; the id's name is no matter
     * @throws IllegalArgumentException as {@link #query} does, and if the type has no such field
     */
    default Page<Selected> select(Optional<String> tenant, Query query, Set<String> fields) {
        QueryRules.checkSelected(type(), fields);
        return query(tenant, query).map(it -> Selected.of(it.key(), it.content(), fields));
    }

    /**
     * The distinct values of a field in the records that a condition finds, lowest first; of a list, those of its elements. Records
     * without a value are left out. A store may include values of records that it cannot read for another reason.
     *
     * @param tenant the tenant; empty exactly for a global type
     * @param field a scalar field that has an order, or a list of such scalars
     * @param atMost how many at most, 1 to {@link org.stellaops.persistence.Limits#MOST_DISTINCT}
     * @throws IllegalArgumentException if {@link org.stellaops.persistence.query.QueryRules#checkDistinct} rejects the question
     */
    default DistinctValues<Value> distinct(Optional<String> tenant, String field, Condition where, int atMost) {
        QueryRules.checkDistinct(type(), tenant, field, where, atMost);
        return PagedReads.distinct(query -> query(tenant, query), field, where, atMost);
    }

    /**
     * Roughly how many records a tenant, or a global type, has; cheap however many these are, and exact up to {@link
     * CountEstimate#COUNTED}.
     *
     * @param tenant the tenant; empty exactly for a global type
     */
    default CountEstimate estimate(Optional<String> tenant) {
        return CountEstimate.of(
                count(tenant, Condition.all(), CountEstimate.COUNTED + 1L),
                () -> count(tenant, Condition.all(), Long.MAX_VALUE));
    }
}
