// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spi;

import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.entity.LegacyMapping;
import org.stellaops.persistence.entity.ReadingNote;
import org.stellaops.persistence.entity.UnmappableException;

/**
 * One document of a legacy collection as it stands, for whoever examines the collection before anything is written.
 *
 * <p><b>Threads.</b> For one thread, until the scan that gave it advances. <b>Blocking.</b> Never. <b>Failure.</b> What is wrong
 * with the document is an answer. <b>Evolution.</b> Grows by default methods only.
 */
public interface StoredDocument {

    /** The key as text, or the {@code _id} of a document that has no key, as in {@link LegacyScanEntry#id}. */
    String id();

    /** The {@code _id} as text, whatever it is. */
    String rawId();

    /** The key; empty if the {@code _id} is none of the entity type. */
    Optional<RecordKey> key();

    /** The record; empty if the document cannot be read as its entity type. */
    Optional<LegacyRecord> record();

    /** Why it cannot be read; empty if it can. */
    Optional<UnmappableException> problem();

    /** Whether a statement that names the key finds this document. */
    default boolean isFoundByKey() {
        return true;
    }

    /** As {@link LegacyMapping#notes}; empty for a document that cannot be read. */
    default List<ReadingNote> notes() {
        return List.of();
    }

    /** Shows every member with the name that MongoDB has for its type; the library's own members are left out. */
    default void visit(Visitor visitor) {}

    /** Sees the members of a document. */
    @FunctionalInterface
    interface Visitor {

        /**
         * Sees one member.
         *
         * @param path such as {@code lines[].sku}
         * @param type such as {@code string}; of a list {@code array}, of a document {@code object}
         * @return whether to show what is inside of it
         */
        boolean visit(String path, String type);
    }

    /** What a scan of records knows of a document. */
    static StoredDocument of(LegacyScanEntry entry) {
        return new ScannedDocument(entry);
    }
}
