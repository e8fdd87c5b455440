package org.stellaops.persistence.runtime.crash;

import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.stellaops.persistence.EntityStore;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.Revision;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.TenantStore;

/** The entities of one type in a service under test, told by what was written. */
final class FaultCatalogue<T> {

    private final Function<RecordKey, EntityStore<T>> stores;
    private final BiFunction<String, String, T> made;
    private final Function<T, String> written;

    private FaultCatalogue(
            Function<RecordKey, EntityStore<T>> stores,
            BiFunction<String, String, T> made,
            Function<T, String> written) {
        this.stores = stores;
        this.made = made;
        this.written = written;
    }

    /** What a find saw. */
    record Seen(String written, Revision revision) {}

    static FaultCatalogue<Ledger> ledgers(Persistence persistence) {
        EntityStore<Ledger> store = persistence.store(Ledger.class);
        return new FaultCatalogue<>(key -> store, Ledger::of, Ledger::written);
    }

    static FaultCatalogue<Note> notes(Persistence persistence) {
        TenantStore<Note> store = persistence.tenantStore(Note.class);
        return new FaultCatalogue<>(key -> store.forTenant(key.tenantOrEmpty()), Note::of, Note::written);
    }

    /** Finds a record; one that no single write made is told as torn, which no history explains. */
    Optional<Seen> find(RecordKey key) {
        return stores.apply(key).findVersioned(key.id()).map(it -> {
            String value = written.apply(it.value());
            boolean whole = it.value().equals(made.apply(key.id(), value));
            return new Seen(whole ? value : "torn:" + value, it.revision());
        });
    }

    WriteOutcome put(RecordKey key, String value, Precondition precondition) {
        return stores.apply(key).put(made.apply(key.id(), value), precondition);
    }

    WriteOutcome delete(RecordKey key) {
        return stores.apply(key).delete(key.id(), Precondition.none());
    }
}
