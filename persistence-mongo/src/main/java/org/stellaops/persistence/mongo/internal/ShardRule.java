// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import java.util.Optional;
import java.util.Set;
import org.bson.BsonDocument;

/**
 * On a sharded collection each shard keeps {@code _id} and unique indexes for itself, so what is unique depends on the shard
 * key.
 */
final class ShardRule {

    private ShardRule() {}

    /** Why a shard key lets two documents have the same {@code _id}; empty if it does not. */
    static Optional<String> againstId(BsonDocument shardKey) {
        boolean isOfId = shardKey.keySet().stream()
                .allMatch(path -> path.equals(KeyLayout.ID) || path.startsWith(KeyLayout.ID + "."));
        return isOfId
                ? Optional.empty()
                : Optional.of("its shard key " + pathsOf(shardKey)
                        + " is not made of _id alone, so two shards may hold the same _id");
    }

    /** Whether the server can keep a unique index: only one that begins with the shard key, and no hashed one. */
    static boolean allowsUnique(BsonDocument shardKey, WantedIndex index) {
        String[] own = index.keys().keySet().toArray(String[]::new);
        int at = 0;
        for (String path : shardKey.keySet()) {
            if (at >= own.length || !own[at].equals(path) || !isRanged(shardKey, path)) {
                return false;
            }
            at++;
        }
        return true;
    }

    static Set<String> pathsOf(BsonDocument shardKey) {
        return shardKey.keySet();
    }

    private static boolean isRanged(BsonDocument shardKey, String path) {
        return Optional.ofNullable(shardKey.get(path))
                .filter(it -> it.isNumber())
                .isPresent();
    }
}
