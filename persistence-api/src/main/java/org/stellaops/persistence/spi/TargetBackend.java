// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spi;

import java.sql.Connection;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.cutover.Cohort;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.IndexDef;

/** The target side of one module. Threads, blocking and failure as for {@link TargetStore}. */
public interface TargetBackend extends AutoCloseable {

    /**
     * Makes what these types need, and looks whether the store may be used at all; otherwise that happens when a store is first
     * used.
     *
     * @throws org.stellaops.persistence.StoreException if it may not, of kind {@link
     *     org.stellaops.persistence.Fault.Kind#REFUSED}, or cannot be asked
     */
    default void prepare(Collection<? extends EntityType<?>> types) {}

    /** The store of an entity type of this module. */
    TargetStore store(EntityType<?> type);

    /**
     * The store of an entity type of this module whose calls are part of a transaction that the caller has begun and will commit or
     * roll back. A call that fails leaves the transaction as it was.
     *
     * @throws UnsupportedOperationException if this backend has no transactions that can be joined
     */
    default TargetStore joined(EntityType<?> type, Connection transaction) {
        throw new UnsupportedOperationException("this target store cannot take part in a JDBC transaction");
    }

    /** The control record of the module. */
    ControlStore control();

    /** The checkpoints of this module's long-running work. */
    Checkpoints checkpoints();

    /** The rejections of the follower while this side leads; a backend may store none. */
    default DeadLetters deadLetters() {
        return DeadLetters.none();
    }

    /** What shadow reads found, for operators; a backend may keep nothing. */
    default ShadowRecords shadowRecords() {
        return ShadowRecords.none();
    }

    /** Repairs with what was there before them; a backend may keep none, and then none can be planned. */
    default RepairRecords repairs() {
        return RepairRecords.none();
    }

    /** Small texts beside the control record; a backend may keep none. */
    default ControlEntries entries() {
        return ControlEntries.none();
    }

    /**
     * The indexes that the tables of a type have, those of keys included; a backend may not know. Changes nothing.
     *
     * @throws org.stellaops.persistence.StoreException if the store cannot be asked
     */
    default List<StoredIndex> indexes(EntityType<?> type) {
        return List.of();
    }

    /**
     * The foreign keys from the tables of a type to those of other types of the module. Changes nothing.
     *
     * @return empty if that is not known yet, because the migrations that make the tables were not run
     * @throws org.stellaops.persistence.StoreException if the store cannot be asked
     */
    default Optional<List<ForeignKey>> foreignKeys(EntityType<?> type) {
        return Optional.of(List.of());
    }

    /** The statement that makes an index, which has a name, beside writers; empty if the backend knows none. */
    default String indexStatement(EntityType<?> type, IndexDef index) {
        return "";
    }

    /**
     * Where the migrations of the module's schema stand; a backend may have none. Changes nothing.
     *
     * @throws org.stellaops.persistence.StoreException if the store cannot be asked
     */
    default MigrationsState migrations() {
        return MigrationsState.NONE;
    }

    /** Takes what the library keeps here out, for good; a backend may keep nothing. */
    default Retirement retirement() {
        return Retirement.none();
    }

    /**
     * This backend for one cohort of the module's tenants: its control record, and its keys alone. Closing it closes this one.
     *
     * @throws UnsupportedOperationException if this backend keeps no cohorts apart
     */
    default TargetBackend cohort(Cohort cohort) {
        throw new UnsupportedOperationException("this target store does not keep cohorts of tenants apart");
    }

    /** The backend of the whole module, where this one is that of a cohort; otherwise this one. */
    default TargetBackend module() {
        return this;
    }

    /** Releases what the backend opened itself. Closing twice is harmless. */
    @Override
    void close();
}
