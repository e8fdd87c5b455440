// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.bson.RawBsonDocument;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.entity.UnmappableException;
import org.stellaops.persistence.spi.VersionStamp;

/**
 * The documents that a thread read last, for the statements that it will make of them: a leader reads a record before it replaces
 * it, and the replacement keeps the forms of what it does not change, so that nothing is read twice.
 */
final class HeldDocument {

    private final ThreadLocal<Map<RecordKey, RawBsonDocument>> last = ThreadLocal.withInitial(HashMap::new);

    void read(RecordKey key, Optional<RawBsonDocument> document) {
        last.remove();
        document.ifPresent(it -> add(key, it));
    }

    /** Remembers one of many; {@link #forget} ends it. */
    void add(RecordKey key, RawBsonDocument document) {
        last.get().put(key, document);
    }

    void forget() {
        last.remove();
    }

    /** The document of this key at this stamp, if it is what was read last; once. */
    Optional<RawBsonDocument> take(RecordKey key, VersionStamp expected) {
        Map<RecordKey, RawBsonDocument> held = last.get();
        RawBsonDocument document = held.remove(key);
        if (held.isEmpty()) {
            last.remove();
        }
        return Optional.ofNullable(document).filter(it -> isAt(it, expected));
    }

    private static boolean isAt(RawBsonDocument document, VersionStamp expected) {
        try {
            return RecordDocuments.syncOf(document).stamp().equals(expected);
        } catch (UnmappableException e) {
            return false;
        }
    }
}
