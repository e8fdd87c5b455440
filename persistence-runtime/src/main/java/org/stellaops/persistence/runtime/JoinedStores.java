// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime;

import java.sql.Connection;
import java.util.function.Function;
import org.stellaops.persistence.EntityStore;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.spi.RecordStore;

/**
 * The stores of an application's modules within one JDBC transaction of the caller, from {@link Persistence#within}.
 *
 * <p><b>Threads.</b> For one thread at a time, as the connection. <b>Failure.</b> Every call throws {@link
 * org.stellaops.persistence.TransactionNotJoinedException} where the module's stage, or the connection, does not allow it; an
 * operation that is not applied leaves the transaction as it was.
 */
public final class JoinedStores {

    private final Persistence persistence;
    private final Connection transaction;
    private final Function<Class<? extends Record>, EntityType<?>> types;

    JoinedStores(
            Persistence persistence, Connection transaction, Function<Class<? extends Record>, EntityType<?>> types) {
        this.persistence = persistence;
        this.transaction = transaction;
        this.types = types;
    }

    /**
     * The entities of an annotated record class.
     *
     * @throws IllegalArgumentException if no module has the class, or it is tenant-scoped
     */
    @SuppressWarnings("unchecked") // The type was built from this class.
    public <T extends Record> EntityStore<T> store(Class<T> type) {
        return store((EntityType<T>) types.apply(type));
    }

    /**
     * The entities of a type.
     *
     * @throws IllegalArgumentException as {@link #store(Class)} does
     */
    public <T> EntityStore<T> store(EntityType<T> type) {
        return EntityStore.global(records(type), type);
    }

    /**
     * The entities of an annotated record class that is tenant-scoped.
     *
     * @throws IllegalArgumentException if no module has the class
     */
    @SuppressWarnings("unchecked") // The type was built from this class.
    public <T extends Record> TenantStore<T> tenantStore(Class<T> type) {
        return tenantStore((EntityType<T>) types.apply(type));
    }

    /**
     * The entities of a type that is tenant-scoped.
     *
     * @throws IllegalArgumentException if no module has the type
     */
    public <T> TenantStore<T> tenantStore(EntityType<T> type) {
        return new TenantStore<>(records(type), type);
    }

    /**
     * The records of a type, with keys and contents instead of a class.
     *
     * @throws IllegalArgumentException if no module has the type
     */
    public RecordStore records(EntityType<?> type) {
        return persistence.joined(type, transaction);
    }
}
