// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.repository;

import java.util.Optional;
import org.stellaops.persistence.EntityStore;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.value.ContentHash;

/**
 * Entities that are written once: a new key is inserted, the same content again is skipped, another content under the same key
 * is refused. A revision is a new entity that names the one it supersedes.
 *
 * <p><b>Threads.</b> Safe for concurrent use. <b>Failure.</b> {@link org.stellaops.persistence.StoreException} from reads.
 *
 * @param <T> the class of the entities
 */
public final class AppendOnly<T> {

    private final EntityStore<T> store;
    private final EntityType<T> type;

    /** Entities of a type in a store of it. */
    public AppendOnly(EntityStore<T> store, EntityType<T> type) {
        this.store = store;
        this.type = type;
    }

    /**
     * What became of an entity.
     *
     * @param kind what
     * @param outcome what the store said of the insert
     */
    public record Result(Kind kind, WriteOutcome outcome) {

        /** What can become of an entity. */
        public enum Kind {
            /** It is stored now. */
            INSERTED,
            /** It was stored before, with the same content. */
            SAME,
            /** Another one is stored under its key; it was not written. */
            REFUSED,
            /** The store did not write it, or does not know; the outcome says why. */
            NOT_WRITTEN
        }
    }

    /** Stores an entity once. */
    public Result append(T entity) {
        WriteOutcome outcome = store.put(entity, Precondition.absent());
        if (outcome.isApplied()) {
            return new Result(Result.Kind.INSERTED, outcome);
        }
        Optional<T> stored = outcome instanceof WriteOutcome.Conflict
                ? store.find(type.codec().idOf(entity))
                : Optional.empty();
        return stored.map(it ->
                        new Result(hash(it).equals(hash(entity)) ? Result.Kind.SAME : Result.Kind.REFUSED, outcome))
                .orElseGet(() -> new Result(Result.Kind.NOT_WRITTEN, outcome));
    }

    private ContentHash hash(T entity) {
        return ContentHash.of(type.codec().contentOf(entity));
    }
}
