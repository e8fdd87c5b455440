// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spi;

import java.util.List;
import org.stellaops.persistence.cutover.Cohort;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.IndexDef;

/** The legacy side of one module. Threads, blocking and failure as for {@link LegacyStore}. */
public interface LegacyBackend extends AutoCloseable {

    /**
     * The store of an entity type of this module; creates missing collections, and the indexes of those that are small. For the
     * others see {@link #preparation}.
     */
    LegacyStore store(EntityType<?> type);

    /** The control record of the module. */
    ControlStore control();

    /** The rejections of the follower while this side leads; a backend may store none. */
    default DeadLetters deadLetters() {
        return DeadLetters.none();
    }

    /** Small texts beside the control record; a backend may keep none. */
    default ControlEntries entries() {
        return ControlEntries.none();
    }

    /** What was decided of documents that cannot be read; a backend may keep none. */
    default LeftBehindDocuments leftBehind() {
        return LeftBehindDocuments.none();
    }

    /** The work on existing collections that may take long. */
    default Preparation preparation() {
        return Preparation.none();
    }

    /** Whether the module has a legacy side at all; see {@link #none}. */
    default boolean exists() {
        return true;
    }

    /**
     * Of a module in stage {@code TARGET_ONLY} whose legacy store is gone. A module in any other stage does not start with it;
     * whatever asks its stores gets a {@link org.stellaops.persistence.StoreException} that says so.
     */
    static LegacyBackend none(String module) {
        return new NoLegacyBackend(module);
    }

    /**
     * The indexes that the collection of a type has, those of keys included; a backend may not know. Changes nothing.
     *
     * @throws org.stellaops.persistence.StoreException if the store cannot be asked
     */
    default List<StoredIndex> indexes(EntityType<?> type) {
        return List.of();
    }

    /** The statement that makes an index, which has a name, beside writers; empty if the backend knows none. */
    default String indexStatement(EntityType<?> type, IndexDef index) {
        return "";
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
    default LegacyBackend cohort(Cohort cohort) {
        throw new UnsupportedOperationException("this legacy store does not keep cohorts of tenants apart");
    }

    /** The backend of the whole module, where this one is that of a cohort; otherwise this one. */
    default LegacyBackend module() {
        return this;
    }

    /** Releases what the backend opened itself. Closing twice is harmless. */
    @Override
    void close();
}
