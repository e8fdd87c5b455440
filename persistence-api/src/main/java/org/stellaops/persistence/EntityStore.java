// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.Tenancy;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.query.Field;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.spi.RecordStore;
import org.stellaops.persistence.spi.RecordWrite;
import org.stellaops.persistence.value.JavaValues;
import org.stellaops.persistence.value.Struct;

/**
 * The entities of one type, of one tenant unless the type is global: what a module's code calls.
 *
 * <p><b>Threads.</b> Safe for concurrent use. <b>Blocking.</b> Any method may wait on the leading database.
 * <b>Failure.</b>
 * Reads throw {@link StoreException}; writes return a {@link WriteOutcome}. <b>Nulls.</b> Neither accepted nor
 * returned.
 *
 * @param <T> what is read and written
 */
public final class EntityStore<T> {

    private static final int UPDATE_ATTEMPTS = 10;

    private final RecordStore store;
    private final EntityType<T> type;
    private final Optional<String> tenant;

    /** Holds the place of an outcome until it is known. */
    private static final WriteOutcome NOT_YET =
            new WriteOutcome.NotApplied(new Fault(Fault.Kind.BROKEN, "the write was not begun"));

    private final BulkWrites bulk;

    private EntityStore(RecordStore store, EntityType<T> type, Optional<String> tenant) {
        this.store = store;
        this.type = type;
        this.tenant = tenant;
        this.bulk = new BulkWrites(store, tenant);
    }

    /**
     * The entities of a global type.
     *
     * @throws IllegalArgumentException if the type is tenant-scoped: there is no access without a tenant
     */
    public static <T> EntityStore<T> global(RecordStore store, EntityType<T> type) {
        if (type.tenancy() == Tenancy.TENANT) {
            throw new IllegalArgumentException(type + " is tenant-scoped: ask for it with forTenant(tenant)");
        }
        return new EntityStore<>(store, type, Optional.empty());
    }

    /**
     * The entities of one tenant.
     *
     * @throws IllegalArgumentException if the type is global, or no key could name the tenant
     */
    public static <T> EntityStore<T> ofTenant(RecordStore store, EntityType<T> type, String tenant) {
        if (type.tenancy() == Tenancy.GLOBAL) {
            throw new IllegalArgumentException(type + " is global: ask for it without a tenant");
        }
        RecordKey.requireTenant(tenant);
        return new EntityStore<>(store, type, Optional.of(type.legacyMapping().tenantText(tenant)));
    }

    /**
     * The key of an id in this store: of a {@code String}, {@code UUID}, number, {@code ObjectId}, id record or {@link
     * org.stellaops.persistence.entity.LegacyId}.
     *
     * @throws IllegalArgumentException if the type has ids of another kind
     */
    public RecordKey key(Object id) {
        return new RecordKey(tenant.orElse(null), type.idText(id));
    }

    /** Finds the entity of an id. */
    public Optional<T> find(String id) {
        return store.find(key(id)).map(this::entityOf);
    }

    /** Finds the entity of an id of any class that {@link #key} takes. */
    public Optional<T> find(Object id) {
        return findVersioned(id).map(Versioned::value);
    }

    /** Finds the entity of an id with its version. */
    public Optional<Versioned<T>> findVersioned(String id) {
        return findVersioned((Object) id);
    }

    /** Finds the entity of an id of any class that {@link #key} takes, with its revision. */
    public Optional<Versioned<T>> findVersioned(Object id) {
        return store.find(key(id)).map(this::versioned);
    }

    /** Lists entities; what cannot be read is named beside the page. */
    public Page<T> find(Query query) {
        return store.query(tenant, query).map(this::entityOf);
    }

    /** Lists entities with their versions; what cannot be read is named beside the page. */
    public Page<Versioned<T>> findVersioned(Query query) {
        return versionedPage(query);
    }

    private Page<Versioned<T>> versionedPage(Query query) {
        return versioned(store.query(tenant, query));
    }

    private Page<Versioned<T>> versioned(Page<StoredRecord> page) {
        List<Versioned<T>> items = new ArrayList<>();
        List<UnreadableRecord> unreadable = new ArrayList<>(page.unreadable());
        for (StoredRecord record : page.items()) {
            try {
                items.add(versioned(record));
            } catch (StoreException e) {
                unreadable.add(
                        new UnreadableRecord(record.key().toString(), e.fault().message()));
            }
        }
        return new Page<>(items, page.next(), unreadable);
    }

    /**
     * The entities of these ids in their order, each once; ids without an entity are left out, and what cannot be read is named
     * beside the others.
     *
     * @param ids of any class that {@link #key} takes; any number, of which {@link Limits#MOST_KEYS} are asked for at once
     */
    public Page<T> findAll(Collection<?> ids) {
        return findAllVersioned(ids).map(Versioned::value);
    }

    /** As {@link #findAll}, with revisions. */
    public Page<Versioned<T>> findAllVersioned(Collection<?> ids) {
        List<RecordKey> keys = ids.stream().map(this::key).distinct().toList();
        List<StoredRecord> found = new ArrayList<>();
        List<UnreadableRecord> unreadable = new ArrayList<>();
        for (int from = 0; from < keys.size(); from += Limits.MOST_KEYS) {
            Page<StoredRecord> part = store.findAll(keys.subList(from, Math.min(keys.size(), from + Limits.MOST_KEYS)));
            found.addAll(part.items());
            unreadable.addAll(part.unreadable());
        }
        return versioned(new Page<>(found, Optional.empty(), unreadable));
    }

    /**
     * All entities that a query finds, page by page, each page of the query's limit; pages are read as the stream is, so it holds no
     * connection, and may go on behind a change of leader.
     *
     * @throws StoreException while the stream is read: of kind UNREADABLE at a record that cannot be read
     */
    public Stream<T> stream(Query query) {
        return pages(query).flatMap(page -> page.strict().items().stream());
    }

    /** As {@link #stream(Query)}; hands over what cannot be read and goes on. */
    public Stream<T> stream(Query query, Consumer<UnreadableRecord> unreadable) {
        return pages(query).flatMap(page -> {
            page.unreadable().forEach(unreadable);
            return page.items().stream();
        });
    }

    private Stream<Page<T>> pages(Query query) {
        return Stream.iterate(
                        Optional.of(versionedPage(query)),
                        Optional::isPresent,
                        page -> page.get().next().map(query::after).map(this::versionedPage))
                .map(page -> page.orElseThrow().map(Versioned::value));
    }

    /** Whether there is an entity of this id, of any class that {@link #key} takes; one that cannot be read is there. */
    public boolean exists(Object id) {
        return store.exists(key(id));
    }

    /** Whether the condition finds an entity. */
    public boolean exists(Condition where) {
        return store.count(tenant, where, 1) > 0;
    }

    /**
     * Counts the entities that a condition finds. While MongoDB leads, documents that cannot be read count as far as the condition
     * finds them.
     *
     * @param atMost where counting ends, at least 1
     * @throws IllegalArgumentException if {@code atMost} is below 1
     */
    public long count(Condition where, long atMost) {
        requireBound(atMost);
        return store.count(tenant, where, atMost);
    }

    /**
     * Lists some fields of entities, such as for a choice or an export: what is not asked for is neither read from child tables nor sent.
     *
     * <p>While MongoDB leads, a document that cannot be read in other fields is listed all the same, as far as its mapping can read
     * these alone.
     *
     * @param fields the fields; the key is always part of the answer
     * @throws IllegalArgumentException if the type has no such field
     */
    public Page<Selected> select(Query query, Field<?>... fields) {
        return store.select(
                tenant, query, Arrays.stream(fields).map(Field::name).collect(Collectors.toUnmodifiableSet()));
    }

    /** Lists the keys of entities, without reading what they hold. */
    public Page<RecordKey> keys(Query query) {
        return store.select(tenant, query, Set.of()).map(Selected::key);
    }

    /**
     * The distinct values of a field in the entities that a condition finds, lowest first; of a list, those of its elements. Entities
     * without a value are left out. A pass over what the condition finds, so keep it narrow, or have an index on the field.
     *
     * <p>While MongoDB leads, values of documents that cannot be read for another reason are included, as in {@link #count}; a value
     * in a form that the field cannot have is left out.
     *
     * @param field a scalar field that has an order, or a list of such scalars
     * @param atMost how many at most, 1 to {@link Limits#MOST_DISTINCT}
     * @throws IllegalArgumentException if the field has no distinct values that both databases answer alike
     */
    public <V> DistinctValues<V> distinct(Field<V> field, Condition where, int atMost) {
        return store.distinct(tenant, field.name(), where, atMost)
                .map(it -> field.valueType().cast(JavaValues.toJava(it, field.valueType())));
    }

    /** Roughly how many entities there are; cheap however many, and exact up to {@link CountEstimate#COUNTED}. */
    public CountEstimate estimate() {
        return store.estimate(tenant);
    }

    /** Writes the entity if the precondition holds at the moment of the write. */
    public WriteOutcome put(T entity, Precondition precondition) {
        Struct content;
        try {
            content = type.codec().contentOf(entity);
        } catch (IllegalArgumentException e) {
            return rejected(e);
        }
        return store.put(keyOf(entity), content, precondition);
    }

    private RecordKey keyOf(T entity) {
        return new RecordKey(tenant.orElse(null), type.codec().idOf(entity));
    }

    private WriteOutcome rejected(IllegalArgumentException e) {
        return new WriteOutcome.Rejected(
                WriteOutcome.Rejected.Kind.VALUE,
                "the content",
                "putting an entity of " + type + " was rejected: " + e.getMessage());
    }

    /**
     * Writes many entities, each as {@link #put} would, in few round trips: one may fail and the others take effect.
     *
     * @param entities any number, of which {@link Limits#MOST_KEYS} are written at once
     * @param precondition what must hold for each of them
     * @return an outcome for each, in their order; {@code Unknown} is possible where another write of the same entity came at the
     *     same moment
     */
    public List<WriteOutcome> putAll(Collection<? extends T> entities, Precondition precondition) {
        List<WriteOutcome> outcomes = new ArrayList<>(entities.size());
        List<RecordWrite> writes = new ArrayList<>(entities.size());
        List<Integer> places = new ArrayList<>(entities.size());
        for (T entity : entities) {
            try {
                writes.add(new RecordWrite.Put(keyOf(entity), type.codec().contentOf(entity), precondition));
                places.add(outcomes.size());
                outcomes.add(NOT_YET);
            } catch (IllegalArgumentException e) {
                outcomes.add(rejected(e));
            }
        }
        List<WriteOutcome> written = bulk.write(writes);
        for (int i = 0; i < written.size(); i++) {
            outcomes.set(places.get(i), written.get(i));
        }
        return outcomes;
    }

    /**
     * Deletes the entities of many ids, each as {@link #delete(Object, Precondition)} would, in few round trips.
     *
     * @param ids of any class that {@link #key} takes; any number
     * @return an outcome for each, in their order
     */
    public List<WriteOutcome> deleteAll(Collection<?> ids, Precondition precondition) {
        return bulk.write(ids.stream()
                .<RecordWrite>map(id -> new RecordWrite.Delete(key(id), precondition))
                .toList());
    }

    /**
     * Deletes the entities that a condition finds, in steps of some hundred; of each, only if the condition still holds. What is
     * written meanwhile may be deleted or not.
     *
     * @param atMost after how many deletes to end, at least 1
     */
    public DeleteReport deleteAll(Condition where, long atMost) {
        requireBound(atMost);
        return bulk.delete(where, atMost);
    }

    /**
     * Deletes entities whose field is before a moment, in bounded steps: in place of a TTL index, whose deletes are no writes of the
     * library and would never reach the other database. An entity that is given a later moment meanwhile stays. Call it on a schedule;
     * any number of processes may.
     *
     * @param atMost after how many deletes to end, at least 1
     */
    public DeleteReport expire(Field<Instant> field, Instant before, long atMost) {
        return deleteAll(Condition.lt(field, before), atMost);
    }

    /**
     * The entities that are not marked as deleted.
     *
     * @param deletedAt an optional field in which a delete leaves its moment, in milliseconds
     */
    public SoftDeletes<T> softDeleting(Field<Instant> deletedAt, InstantSource clock) {
        return new SoftDeletes<>(this, deletedAt, clock);
    }

    /** Whether an entity has a value in a field. */
    boolean has(T entity, Field<?> field) {
        return type.codec().contentOf(entity).has(field.name());
    }

    private static void requireBound(long atMost) {
        if (atMost < 1) {
            throw new IllegalArgumentException("the bound must be 1 or more, not " + atMost);
        }
    }

    /**
     * Changes some fields of an entity if the precondition holds at the moment of the write; the others stay as they are, whoever
     * writes them meanwhile. Nothing is read before it.
     *
     * @return what it left, if it was applied; {@code NotApplied} with a fault of kind ABSENT if there is no such entity and the
     *     precondition does not require one; {@code Rejected} if a number would leave the range of its field
     * @throws IllegalArgumentException if no entity of the type could take the patch
     */
    public Updated<Versioned<T>> update(Object id, Patch patch, Precondition precondition) {
        return store.update(key(id), patch, precondition).map(this::versioned);
    }

    /** Adds to a number of an entity, as {@link #update(Object, Patch, Precondition)}. */
    public Updated<Versioned<T>> increment(Object id, Field<? extends Number> field, long by) {
        return update(id, Patch.increment(field, by), Precondition.none());
    }

    /** Sets a field if it has the expected value; otherwise a {@code Conflict}. */
    public <V> Updated<Versioned<T>> compareAndSet(Object id, Field<V> field, V expected, V value) {
        return update(id, Patch.set(field, value), Precondition.holds(Condition.eq(field, expected)));
    }

    /**
     * Changes some fields of the first entity that a query finds, such as the oldest job that is open, and answers it. Of many that
     * claim at once no two get the same one and none waits for another, as long as the condition does not hold for what the patch
     * leaves.
     *
     * @param next condition and order; limit and token are not used
     * @return {@code NotApplied} with a fault of kind ABSENT if there is none; after {@code Unknown} one may have been claimed, so
     *     let claims expire
     */
    public Updated<Versioned<T>> claim(Query next, Patch patch) {
        return store.claim(tenant, next, patch).map(this::versioned);
    }

    /**
     * Reads, changes and writes an entity; retries after concurrent writes, at most ten times.
     *
     * @return as {@link #put}; {@code Rejected} if the change gives the entity another id; {@code NotApplied} with a fault of kind ABSENT if there is no such entity
     */
    public WriteOutcome update(Object id, UnaryOperator<T> change) {
        WriteOutcome last = absent(id);
        for (int attempt = 0; attempt < UPDATE_ATTEMPTS; attempt++) {
            Optional<Versioned<T>> found = findVersioned(id);
            if (found.isEmpty()) {
                return absent(id);
            }
            T changed = change.apply(found.get().value());
            if (!type.codec().idOf(changed).equals(key(id).id())) {
                return anotherId(id);
            }
            last = put(changed, Precondition.revision(found.get().revision()));
            if (!(last instanceof WriteOutcome.Conflict)) {
                return last;
            }
        }
        return last;
    }

    /** Deletes the entity of an id if the precondition holds at the moment of the write. */
    public WriteOutcome delete(Object id, Precondition precondition) {
        return store.delete(key(id), precondition);
    }

    private Versioned<T> versioned(StoredRecord record) {
        return new Versioned<>(record.key(), entityOf(record), record.revision());
    }

    private T entityOf(StoredRecord record) {
        try {
            return type.codec().entityOf(record.key().id(), record.content());
        } catch (IllegalArgumentException e) {
            throw new StoreException(
                    Fault.Kind.UNREADABLE,
                    "reading " + type + " " + record.key() + ": its class rejected the stored content: "
                            + e.getMessage(),
                    e);
        }
    }

    private WriteOutcome anotherId(Object id) {
        return new WriteOutcome.Rejected(
                WriteOutcome.Rejected.Kind.VALUE,
                type.idField(),
                "updating " + type + " " + key(id)
                        + " was rejected: the change gives the record another id; put a record"
                        + " of the new id and delete this one instead");
    }

    private WriteOutcome absent(Object id) {
        return new WriteOutcome.NotApplied(
                new Fault(Fault.Kind.ABSENT, "updating " + type + " " + key(id) + ": there is no such record"));
    }
}
