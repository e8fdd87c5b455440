// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.examples.demo.live;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.value.ContentHash;

/**
 * The state that must be stored under one key, according to the answers to its writer: one state, or several after a
 * write with unknown outcome. A state is the hash of a content, or absence. For one thread at a time: a key has one
 * writer.
 */
final class KeyModel {

    private final RecordKey key;
    private final Set<Optional<ContentHash>> possible = new HashSet<>();

    private KeyModel(RecordKey key, Optional<ContentHash> state) {
        this.key = key;
        possible.add(state);
    }

    /** An absent key. */
    static KeyModel absent(RecordKey key) {
        return new KeyModel(key, Optional.empty());
    }

    /** A key under which a content is stored. */
    static KeyModel present(RecordKey key, ContentHash hash) {
        return new KeyModel(key, Optional.of(hash));
    }

    RecordKey key() {
        return key;
    }

    /** A write was acknowledged: it determines the state. */
    void acknowledged(Optional<ContentHash> state) {
        possible.clear();
        possible.add(state);
    }

    /** A write may have been applied, or may still be. */
    void uncertain(Optional<ContentHash> state) {
        possible.add(state);
    }

    /** Whether a record may exist; the next operation depends on it. */
    boolean mayBePresent() {
        return possible.stream().anyMatch(Optional::isPresent);
    }

    /** Whether the result of a read is possible. */
    boolean allows(Optional<StoredRecord> found) {
        return possible.contains(found.map(it -> ContentHash.of(it.content())));
    }
}
