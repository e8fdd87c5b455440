// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spi;

import java.util.List;

/**
 * Something that keeps an index from being built, and that a person has to decide. It is kept, and not tried again before
 * the next preparation.
 *
 * @param collection the collection
 * @param index the index
 * @param kind what keeps it from being built
 * @param text what it means and what to do, without values of documents
 * @param keys groups of keys whose records hold the same values; not all of them, if there are many
 */
public record PreparationFinding(String collection, String index, Kind kind, String text, List<List<String>> keys) {

    /** What keeps an index from being built. */
    public enum Kind {
        /** Records hold a value twice that a unique key forbids. */
        DUPLICATES,
        /** An index of this name, or on these fields, exists with another definition. */
        DIFFERENT,
        /** The shard key of the collection does not allow it. */
        SHARDED
    }

    /** Takes an unmodifiable copy. */
    public PreparationFinding {
        keys = keys.stream().map(List::copyOf).toList();
    }
}
