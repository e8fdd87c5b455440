// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import java.util.Optional;
import org.bson.BsonBinaryReader;
import org.bson.BsonInvalidOperationException;
import org.bson.BsonSerializationException;
import org.bson.BsonType;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.ContentHash;

/**
 * The {@code _id} and the fields of the library, read in one pass over a document; for scans of many documents without contents.
 *
 * @param id the {@code _id}, which is a text
 * @param stamp version and token
 * @param hash the hash that was stored
 * @param pending whether it is pending or provisional
 */
record StoredFields(String id, VersionStamp stamp, Optional<ContentHash> hash, boolean pending) {

    /** Of a document that is as most are; empty if it is otherwise in anything, so that the slower way says what it is. */
    static Optional<StoredFields> of(RawBsonDocument raw) {
        try (BsonBinaryReader reader = new BsonBinaryReader(raw.getByteBuffer().asNIO())) {
            return Optional.ofNullable(new FieldReader(reader).read());
        } catch (BsonSerializationException | BsonInvalidOperationException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** One pass; what is not as expected is null, or thrown. */
    private static final class FieldReader {

        private final BsonBinaryReader reader;
        private @Nullable String id;
        private long version;
        private @Nullable String token;
        private @Nullable String hash;
        private boolean pending;

        FieldReader(BsonBinaryReader reader) {
            this.reader = reader;
        }

        @Nullable
        StoredFields read() {
            reader.readStartDocument();
            while (reader.readBsonType() != BsonType.END_OF_DOCUMENT) {
                String name = reader.readName();
                if (name.equals(KeyLayout.ID)) {
                    id = reader.readString();
                } else if (name.equals(SyncFields.SYNC)) {
                    sync();
                } else {
                    reader.skipValue();
                }
            }
            boolean isLowerHex = hash == null || SyncFields.isHash(hash);
            return id == null || !isLowerHex
                    ? null
                    : new StoredFields(
                            id,
                            new VersionStamp(version, token),
                            Optional.ofNullable(hash).map(ContentHash::new),
                            pending);
        }

        private void sync() {
            reader.readStartDocument();
            while (reader.readBsonType() != BsonType.END_OF_DOCUMENT) {
                switch (reader.readName()) {
                    case "version" -> version = reader.readInt64();
                    case "token" -> token = reader.readString();
                    case "hash" -> hash = reader.readString();
                    case "pending", "provisional" -> {
                        pending = true;
                        reader.skipValue();
                    }
                    default -> reader.skipValue();
                }
            }
            reader.readEndDocument();
        }
    }
}
