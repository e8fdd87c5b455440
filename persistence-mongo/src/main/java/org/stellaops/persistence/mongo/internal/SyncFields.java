// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import java.util.Optional;
import java.util.OptionalLong;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.stellaops.persistence.entity.UnmappableException;
import org.stellaops.persistence.entity.UnmappableException.Problem;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.ContentHash;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/**
 * The protocol's fields in the document of a record.
 *
 * @param stamp version and token
 * @param hash the hash that was stored
 * @param pending the pending flag of a leader
 * @param provisional set by a reverse insert
 */
record SyncFields(
        VersionStamp stamp,
        Optional<ContentHash> hash,
        OptionalLong pending,
        Optional<LegacyRecord.Provisional> provisional) {

    private static final int HASH_DIGITS = 64;

    static final String SYNC = "_sync";
    static final String VERSION = SYNC + ".version";
    static final String TOKEN = SYNC + ".token";
    static final String HASH = SYNC + ".hash";
    static final String PENDING = SYNC + ".pending";
    static final String PROVISIONAL = SYNC + ".provisional";
    static final String PROVISIONAL_EPOCH = PROVISIONAL + ".epoch";
    static final String PROVISIONAL_ATTEMPT = PROVISIONAL + ".attempt";

    /** The value for a document without the library's fields. */
    static final SyncFields NONE =
            new SyncFields(VersionStamp.UNVERSIONED, Optional.empty(), OptionalLong.empty(), Optional.empty());

    static SyncFields pending(VersionStamp stamp, ContentHash hash, long epoch) {
        return new SyncFields(stamp, Optional.of(hash), OptionalLong.of(epoch), Optional.empty());
    }

    static SyncFields notPending(VersionStamp stamp, ContentHash hash) {
        return new SyncFields(stamp, Optional.of(hash), OptionalLong.empty(), Optional.empty());
    }

    /** Whether a text is a hash as the library writes it. */
    static boolean isHash(String hex) {
        if (hex.length() != HASH_DIGITS) {
            return false;
        }
        // A loop, since every record of a scan is asked: a stream took a tenth of a verification.
        for (int at = 0; at < HASH_DIGITS; at++) {
            if (!isDigit(hex.charAt(at))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDigit(char character) {
        return (character >= '0' && character <= '9') || (character >= 'a' && character <= 'f');
    }

    SyncFields withProvisional(Optional<LegacyRecord.Provisional> pendingFlag) {
        return new SyncFields(stamp, hash, pending, pendingFlag);
    }

    boolean isPendingOrProvisional() {
        return pending.isPresent() || provisional.isPresent();
    }

    /** As the sub-document {@code _sync}. */
    BsonDocument toBson() {
        BsonDocument sync = stampOf(stamp);
        hash.ifPresent(it -> sync.append("hash", new BsonString(it.hex())));
        pending.ifPresent(epoch -> sync.append("pending", new BsonInt64(epoch)));
        provisional.ifPresent(pendingFlag -> sync.append(
                "provisional",
                new BsonDocument("epoch", new BsonInt64(pendingFlag.epoch()))
                        .append("attempt", new BsonString(pendingFlag.attempt()))));
        return sync;
    }

    /**
     * Reads the sub-document.
     *
     * @throws UnmappableException if the library cannot have written it
     */
    static SyncFields of(Value sync) {
        Fields fields = Fields.in(SYNC, sync);
        Optional<LegacyRecord.Provisional> pendingFlag = fields.find("provisional")
                .map(value -> {
                    Fields inner = Fields.in(PROVISIONAL, value);
                    return new LegacyRecord.Provisional(inner.number("epoch"), inner.text("attempt"));
                });
        return new SyncFields(fields.stamp(), fields.hash(), fields.optionalNumber("pending"), pendingFlag);
    }

    /** Version and token as the first members of a document. */
    static BsonDocument stampOf(VersionStamp stamp) {
        BsonDocument document = new BsonDocument("version", new BsonInt64(stamp.version()));
        String token = stamp.token();
        if (token != null) {
            document.append("token", new BsonString(token));
        }
        return document;
    }

    /** The operator that tests whether a member exists. */
    static BsonDocument exists(boolean there) {
        return new BsonDocument("$exists", BsonBoolean.valueOf(there));
    }

    /** Reads the library's own members. */
    record Fields(String path, Struct members) {

        static Fields in(String path, Value value) {
            if (value instanceof Struct it) {
                return new Fields(path, it);
            }
            throw new UnmappableException(Problem.LIBRARY, path, "is not a document");
        }

        Optional<Value> find(String name) {
            return members.find(name);
        }

        long number(String name) {
            return optionalNumber(name).orElseThrow(() -> broken(name));
        }

        OptionalLong optionalNumber(String name) {
            Optional<Value> value = members.find(name);
            if (value.isEmpty()) {
                return OptionalLong.empty();
            } else if (value.get() instanceof Value.Int64 it) {
                return OptionalLong.of(it.value());
            } else if (value.get() instanceof Value.Int32 it) {
                return OptionalLong.of(it.value());
            }
            throw broken(name);
        }

        String text(String name) {
            return optionalText(name).orElseThrow(() -> broken(name));
        }

        Optional<String> optionalText(String name) {
            return members.find(name).map(value -> {
                if (value instanceof Value.Text it) {
                    return it.value();
                }
                throw broken(name);
            });
        }

        VersionStamp stamp() {
            long version = number("version");
            String token = optionalText("token").orElse(null);
            if ((version == 0) != (token == null) || version < 0) {
                throw new UnmappableException(
                        Problem.LIBRARY, path, "has a version and a token that do not go together");
            }
            return new VersionStamp(version, token);
        }

        Optional<ContentHash> hash() {
            return optionalText("hash").map(hex -> {
                if (!isHash(hex)) {
                    throw broken("hash");
                }
                return new ContentHash(hex);
            });
        }

        private UnmappableException broken(String name) {
            return new UnmappableException(
                    Problem.LIBRARY,
                    path.isEmpty() ? name : path + "." + name,
                    "is not a value that the library writes");
        }
    }
}
