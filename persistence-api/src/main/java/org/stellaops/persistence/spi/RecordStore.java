// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spi;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.stellaops.persistence.CountEstimate;
import org.stellaops.persistence.DistinctValues;
import org.stellaops.persistence.Page;
import org.stellaops.persistence.Patch;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.Selected;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.Updated;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.query.QueryRules;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/**
 * The store of one entity type's records, as callers use it: the contract of {@code docs/spec/store.md}, which
 * a
 * store over each backend fulfils, and the dual-write store in every stage.
 *
 * <p><b>Threads.</b> Safe for concurrent use. <b>Blocking.</b> Any method may wait on I/O, never past the store's
 * deadline. <b>Failure.</b> A read that cannot be answered throws {@link org.stellaops.persistence.StoreException}; a
 * write always returns, because it has more than two outcomes. <b>Nulls.</b> Neither accepted nor
 * returned.
 * <b>Evolution.</b> Grows by default methods only.
 */
public interface RecordStore {

    /** The entity type stored here. */
    EntityType<?> type();

    /** Finds the record as of the last acknowledged write; a key never written, or deleted, is empty. */
    Optional<StoredRecord> find(RecordKey key);

    /**
     * Lists the records of one tenant, or of a global type, in a total order.
     *
     * @param tenant the tenant; empty exactly for a global type
     * @throws IllegalArgumentException if the query is not one that both databases answer identically, or its token is
     * of
     *     another query
     */
    Page<StoredRecord> query(Optional<String> tenant, Query query);

    /**
     * Writes the record if the precondition holds at the moment of the write.
     *
     * <p>A content that not both databases can hold exactly is {@code Rejected} before either is written.
     *
     * @throws IllegalArgumentException if the key is not one of this entity type
     */
    WriteOutcome put(RecordKey key, Struct content, Precondition precondition);

    /**
     * Deletes the record if the precondition holds at the moment of the write; {@code NotApplied} with a fault of kind
     * ABSENT if there is none.
     *
     * @throws IllegalArgumentException if the key is not one of this entity type
     */
    WriteOutcome delete(RecordKey key, Precondition precondition);

    /**
     * Changes some fields of a record if the precondition holds at the moment of the write: in one statement of the leader wherever
     * its form of the fields allows. {@code NotApplied} with a fault of kind ABSENT if there is no record and the precondition
     * requires none; {@code Rejected} if the result could not be stored.
     *
     * @throws IllegalArgumentException if the key is not one of this entity type, or no record of it could take the patch
     */
    default Updated<StoredRecord> update(RecordKey key, Patch patch, Precondition precondition) {
        return ReadAndWrite.update(this, key, patch, precondition);
    }

    /**
     * Changes some fields of the first record that a query finds and nobody else is changing: how workers take jobs. {@code
     * NotApplied} with a fault of kind ABSENT if there is none. Of many that ask at once, no two get the same record, as long as the
     * condition does not hold for what the patch leaves.
     *
     * @param tenant the tenant; empty exactly for a global type
     * @param next condition and order; its limit and token are not used
     * @throws IllegalArgumentException as {@link #query} and {@link #update} do
     */
    default Updated<StoredRecord> claim(Optional<String> tenant, Query next, Patch patch) {
        return ReadAndWrite.claim(this, tenant, next, patch);
    }

    /**
     * Makes many writes in few round trips, each of them as {@link #put} or {@link #delete} would: one may fail and the others take
     * effect. Writes of the same key take effect in their order.
     *
     * @param writes of keys of one tenant, or of a global type; at most {@link org.stellaops.persistence.Limits#MOST_KEYS}
     * @return the outcomes, in the order of the writes. {@code Unknown} is possible where another write of the same key came at the
     *     same moment, because a store may not say which of the two was first
     * @throws IllegalArgumentException if a key is not one of this entity type, the keys are of several tenants, or there are too
     *     many
     */
    default List<WriteOutcome> writeAll(List<RecordWrite> writes) {
        return writes.stream()
                .map(write -> write instanceof RecordWrite.Put put
                        ? put(put.key(), put.content(), put.precondition())
                        : delete(write.key(), write.precondition()))
                .toList();
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
