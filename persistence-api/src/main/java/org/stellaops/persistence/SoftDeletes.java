// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.query.Field;
import org.stellaops.persistence.query.Query;

/**
 * The entities of a store that are not marked as deleted: a delete sets an optional field of the entity to the moment of the delete,
 * and the reads here pass over entities that have it. The entity stays a record like any other, is replicated and verified.
 *
 * <p>Threads, blocking and failure as for {@link EntityStore}.
 *
 * @param <T> what is read and written
 */
public final class SoftDeletes<T> {

    private final EntityStore<T> store;
    private final Field<Instant> deletedAt;
    private final InstantSource clock;

    SoftDeletes(EntityStore<T> store, Field<Instant> deletedAt, InstantSource clock) {
        this.store = store;
        this.deletedAt = deletedAt;
        this.clock = clock;
    }

    /** Finds the entity of an id, unless it is marked as deleted. */
    public Optional<Versioned<T>> find(Object id) {
        return store.findVersioned(id).filter(it -> !store.has(it.value(), deletedAt));
    }

    /** Lists entities that are not marked as deleted; pages go on as those of the store. */
    public Page<T> find(Query query) {
        return store.find(new Query(visible(query.where()), query.sorts(), query.limit(), query.after()));
    }

    /** Counts entities that are not marked as deleted, as {@link EntityStore#count}. */
    public long count(Condition where, long atMost) {
        return store.count(visible(where), atMost);
    }

    /** Marks an entity as deleted; a {@code Conflict} if it is already. */
    public Updated<Versioned<T>> delete(Object id) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        return store.update(id, Patch.set(deletedAt, now), Precondition.holds(Condition.missing(deletedAt)));
    }

    /** Takes the mark away; a {@code Conflict} if there is none. */
    public Updated<Versioned<T>> restore(Object id) {
        return store.update(
                id, Patch.remove(deletedAt), Precondition.holds(Condition.not(Condition.missing(deletedAt))));
    }

    /** Deletes for good what was marked before a moment, as {@link EntityStore#expire}. */
    public DeleteReport purge(Instant markedBefore, long atMost) {
        return store.expire(deletedAt, markedBefore, atMost);
    }

    private Condition visible(Condition where) {
        return Condition.and(Condition.missing(deletedAt), where);
    }
}
