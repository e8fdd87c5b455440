// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import com.mongodb.ClientSessionOptions;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.bson.BsonDocument;
import org.bson.BsonTimestamp;
import org.jspecify.annotations.Nullable;

/**
 * Keeps reads of this process from being older than what it was told before. Through several {@code mongos} a read of what a majority
 * has may be answered by a primary that does not know yet that it is deposed; a list of pending keys could then be older than the epoch
 * that was read before it (K10 of the protocol). A linearizable read cannot be part of a causally consistent session, so its answer only
 * hands over its time, and the later read names this time.
 *
 * <p>Source: MongoDB's causal consistency, {@code afterClusterTime} and the gossip of cluster times. Safe for concurrent use.
 */
final class CausalOrder {

    private final MongoClient client;
    private final AtomicReference<Moment> latest = new AtomicReference<>(new Moment(null, null));

    CausalOrder(MongoClient client) {
        this.client = client;
    }

    /** A time of the servers, as an answer carried it; empty before the first and where servers tell none. */
    private record Moment(
            @Nullable BsonTimestamp operation, @Nullable BsonDocument cluster) {

        void advance(ClientSession session) {
            if (operation != null) {
                session.advanceClusterTime(cluster);
                session.advanceOperationTime(operation);
            }
        }

        Moment orLater(@Nullable BsonTimestamp told, @Nullable BsonDocument gossip) {
            return told == null || (operation != null && operation.compareTo(told) >= 0)
                    ? this
                    : new Moment(told, gossip);
        }
    }

    /** Makes a statement outside of causal consistency, and keeps the time of its answer, of an error as well. */
    <T> T told(Function<@Nullable ClientSession, T> statement) {
        return within(false, statement);
    }

    /** Makes a read that sees at least what all statements of {@link #told} before it saw. */
    <T> T after(Function<@Nullable ClientSession, T> read) {
        return within(true, read);
    }

    private <T> T within(boolean causal, Function<@Nullable ClientSession, T> statement) {
        ClientSessionOptions options =
                ClientSessionOptions.builder().causallyConsistent(causal).build();
        try (ClientSession session = client.startSession(options)) {
            if (causal) {
                latest.get().advance(session);
            }
            try {
                return statement.apply(session);
            } finally {
                latest.updateAndGet(it -> it.orLater(session.getOperationTime(), session.getClusterTime()));
            }
        }
    }
}
