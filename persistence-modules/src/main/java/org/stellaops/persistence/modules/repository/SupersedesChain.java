// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.repository;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.stellaops.persistence.EntityStore;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.query.Query;

/**
 * Entities that are revised by new ones: each names the one that it supersedes, and the unique key of that reference lets only one
 * supersede it. So the revisions of a thing form a chain, whoever appends at the same time and whichever store leads.
 *
 * <p><b>Threads.</b> Safe for concurrent use, also by many processes. <b>Failure.</b> {@link
 * org.stellaops.persistence.StoreException} from reads.
 *
 * @param <T> the class of the entities
 */
public final class SupersedesChain<T> {

    private final EntityStore<T> store;
    private final EntityType<T> type;
    private final AppendOnly<T> appendOnly;
    private final Function<T, Optional<String>> superseded;
    private final Function<String, Condition> supersedes;

    /**
     * Chains in a store.
     *
     * @param store the store
     * @param type its type
     * @param superseded the id that an entity supersedes
     * @param supersedes the condition that an entity supersedes an id
     */
    public SupersedesChain(
            EntityStore<T> store,
            EntityType<T> type,
            Function<T, Optional<String>> superseded,
            Function<String, Condition> supersedes) {
        this.store = store;
        this.type = type;
        this.appendOnly = new AppendOnly<>(store, type);
        this.superseded = superseded;
        this.supersedes = supersedes;
    }

    /**
     * Appends a revision, or the first one: inserted once, skipped if the same is there. {@link
     * AppendOnly.Result.Kind#NOT_WRITTEN} with a rejection by the unique key if another revision was faster; the caller then
     * revises that one.
     *
     * @throws IllegalArgumentException if what it supersedes does not exist
     */
    public AppendOnly.Result append(T revision) {
        superseded.apply(revision).filter(it -> store.find(it).isEmpty()).ifPresent(it -> {
            throw new IllegalArgumentException(
                    type + " " + type.codec().idOf(revision) + " supersedes " + it + ", which does not exist");
        });
        return appendOnly.append(revision);
    }

    /** What supersedes an entity. */
    public Optional<T> successor(String id) {
        return store.find(Query.where(supersedes.apply(id)).limit(1)).items().stream()
                .findFirst();
    }

    /** The newest revision of an entity: itself, if nothing supersedes it; empty if there is none of this id. */
    public Optional<T> current(String id) {
        Optional<T> newest = store.find(id);
        Set<String> seen = new HashSet<>(Set.of(id));
        Optional<T> next = newest.flatMap(it -> successor(id));
        while (next.isPresent() && seen.add(idOf(next.get()))) {
            newest = next;
            next = successor(idOf(next.get()));
        }
        return newest;
    }

    /** An entity and what it supersedes, directly or by way of others, the newest first; empty if there is none of this id. */
    public List<T> history(String id) {
        List<T> revisions = new ArrayList<>();
        Set<String> seen = new HashSet<>(Set.of(id));
        Optional<T> next = store.find(id);
        while (next.isPresent()) {
            revisions.add(next.get());
            next = superseded.apply(next.get()).filter(seen::add).flatMap(store::find);
        }
        return List.copyOf(revisions);
    }

    private String idOf(T entity) {
        return type.codec().idOf(entity);
    }
}
