package org.stellaops.persistence.mongo.internal;

import java.util.Optional;
import org.bson.RawBsonDocument;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.entity.UnmappableException;
import org.stellaops.persistence.spi.VersionStamp;

/**
 * The document that a thread read last, for the statement that it will make of it: a leader reads a record before it replaces
 * it, and the replacement keeps the forms of what it does not change, so that nothing is read twice.
 */
final class HeldDocument {

    private final ThreadLocal<Optional<Held>> last = ThreadLocal.withInitial(Optional::empty);

    private record Held(RecordKey key, RawBsonDocument document) {}

    void read(RecordKey key, Optional<RawBsonDocument> document) {
        last.set(document.map(it -> new Held(key, it)));
    }

    /** The document of this key at this stamp, if it is what was read last; once. */
    Optional<RawBsonDocument> take(RecordKey key, VersionStamp expected) {
        Optional<Held> held = last.get();
        last.remove();
        return held.filter(it -> it.key().equals(key) && isAt(it.document(), expected))
                .map(Held::document);
    }

    private static boolean isAt(RawBsonDocument document, VersionStamp expected) {
        try {
            return RecordDocuments.syncOf(document).stamp().equals(expected);
        } catch (UnmappableException e) {
            return false;
        }
    }
}
