package org.stellaops.persistence.examples.demo.live;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.value.ContentHash;

/**
 * What must be stored under one key, as far as its writer was told: one state, or several after a write of which nobody
 * knows. A state is the hash of a content, or absence. For one thread at a time: a key has one writer.
 */
final class KeyModel {

    private final RecordKey key;
    private final Set<Optional<ContentHash>> possible = new HashSet<>();

    private KeyModel(RecordKey key, Optional<ContentHash> state) {
        this.key = key;
        possible.add(state);
    }

    /** A key that nothing is stored under. */
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

    /** A write was acknowledged: nothing else can be there. */
    void acknowledged(Optional<ContentHash> state) {
        possible.clear();
        possible.add(state);
    }

    /** A write may have happened, or may still. */
    void uncertain(Optional<ContentHash> state) {
        possible.add(state);
    }

    /** Whether a record may be there; what to do next is chosen by it. */
    boolean mayBePresent() {
        return possible.stream().anyMatch(Optional::isPresent);
    }

    /** Whether what a read saw is what must be there. */
    boolean allows(Optional<StoredRecord> found) {
        return possible.contains(found.map(it -> ContentHash.of(it.content())));
    }
}
