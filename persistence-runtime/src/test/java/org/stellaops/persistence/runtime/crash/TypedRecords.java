// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.crash;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.stellaops.persistence.EntityStore;
import org.stellaops.persistence.Page;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.Revision;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.query.Field;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.TenantStore;

/** The entities of one type in a service under test, told by what was written. */
final class TypedRecords<T> {

    /** A record that two pages of one query hold. */
    private static final String TWICE = "twice";

    private static final Field<String> ID = Field.of("id", String.class);

    private final Function<RecordKey, EntityStore<T>> stores;
    private final BiFunction<String, String, T> made;
    private final Function<T, String> written;
    private final Function<T, String> id;

    private TypedRecords(
            Function<RecordKey, EntityStore<T>> stores,
            BiFunction<String, String, T> made,
            Function<T, String> written,
            Function<T, String> id) {
        this.stores = stores;
        this.made = made;
        this.written = written;
        this.id = id;
    }

    /** What a find saw. */
    record Seen(String written, Revision revision) {}

    static TypedRecords<Ledger> ledgers(Persistence persistence) {
        EntityStore<Ledger> store = persistence.store(Ledger.class);
        return new TypedRecords<>(key -> store, Ledger::of, Ledger::written, Ledger::id);
    }

    static TypedRecords<Badge> badges(Persistence persistence) {
        EntityStore<Badge> store = persistence.store(Badge.class);
        return new TypedRecords<>(key -> store, Badge::of, Badge::written, Badge::id);
    }

    static TypedRecords<Note> notes(Persistence persistence) {
        TenantStore<Note> store = persistence.tenantStore(Note.class);
        return new TypedRecords<>(key -> store.forTenant(key.tenantOrEmpty()), Note::of, Note::written, Note::id);
    }

    /** Finds a record; one that no single write made is told as torn, which no history explains. */
    Optional<Seen> find(RecordKey key) {
        return stores.apply(key).findVersioned(key.id()).map(it -> new Seen(seen(key.id(), it.value()), it.revision()));
    }

    /** What stands under these ids, by pages of a query. */
    Map<String, String> query(RecordKey any, Collection<String> ids, int limit) {
        Query query = Query.where(Condition.in(ID, ids)).orderBy(ID.asc()).limit(limit);
        Map<String, String> found = new LinkedHashMap<>();
        Optional<Page<T>> page = Optional.of(stores.apply(any).find(query));
        while (page.isPresent()) {
            page.get().items().forEach(it -> found.merge(id.apply(it), seen(id.apply(it), it), (one, other) -> TWICE));
            page = page.get().next().map(it -> stores.apply(any).find(query.after(it)));
        }
        return found;
    }

    private String seen(String itsId, T value) {
        String is = written.apply(value);
        return value.equals(made.apply(itsId, is)) ? is : "torn:" + is;
    }

    WriteOutcome put(RecordKey key, String value, Precondition precondition) {
        return stores.apply(key).put(made.apply(key.id(), value), precondition);
    }

    WriteOutcome delete(RecordKey key) {
        return stores.apply(key).delete(key.id(), Precondition.none());
    }
}
