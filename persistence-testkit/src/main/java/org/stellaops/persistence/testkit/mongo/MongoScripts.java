// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.mongo;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.stellaops.persistence.testkit.mongo.MongoScript.Call;

/** Scripts of topologies and vendors. */
public final class MongoScripts {

    private static final Set<String> HANDSHAKES = Set.of("hello", "ismaster");
    private static final Set<String> WRITES = Set.of("insert", "update", "delete");

    private static final int NOT_A_REPLICA_SET = 123;
    private static final int ILLEGAL_OPERATION = 20;
    private static final int CANNOT_CREATE_INDEX = 67;
    private static final int NOT_IMPLEMENTED = 238;

    private MongoScripts() {}

    /**
     * A {@code mongod} without a replica set: it answers 123 to linearizable reads and 20 to transaction numbers.
     */
    public static MongoScript standalone() {
        return call -> {
            if (call.query().get("readConcern") instanceof Document concern
                    && "linearizable".equals(concern.get("level"))) {
                throw new MongoServerError(
                        NOT_A_REPLICA_SET,
                        "NotAReplicaSet",
                        "node needs to be a replica set member to use read concern");
            } else if (call.query().containsKey("txnNumber")) {
                throw new MongoServerError(
                        ILLEGAL_OPERATION,
                        "IllegalOperation",
                        "Transaction numbers are only allowed on a replica set member or mongos");
            }
            return call.standIn();
        };
    }

    /** A primary of a replica set, with sessions; it recognises a write that is sent again. */
    public static MongoScript replicaSet() {
        return recognisingRetries().over(announcing(Map.of("setName", "rs0", "logicalSessionTimeoutMinutes", 30)));
    }

    /** A server that announces a replica set and sessions, and executes a write again that is sent again. */
    public static MongoScript forgetfulReplicaSet() {
        return announcing(Map.of("setName", "rs0", "logicalSessionTimeoutMinutes", 30));
    }

    /**
     * A {@code mongos}, which describes shard keys in {@code config.collections} and answers 67 to a unique index that does
     * not begin with the shard key.
     *
     * @param shardKeys by name of the collection
     */
    public static MongoScript sharded(Map<String, Document> shardKeys) {
        MongoScript keys = call -> {
            if (call.database().equals("config") && call.command().equals("find")) {
                return shardKey(call, shardKeys);
            } else if (call.command().equals("createIndexes")) {
                requirePrefix(call.query(), shardKeys);
            }
            return call.standIn();
        };
        return keys.over(
                recognisingRetries().over(announcing(Map.of("msg", "isdbgrid", "logicalSessionTimeoutMinutes", 30))));
    }

    /** FerretDB: it says so in {@code buildInfo}, has no validators, and recognises no write that is sent again. */
    public static MongoScript ferretDb() {
        return call -> {
            if (call.command().equals("collMod")) {
                throw new MongoServerError(
                        NOT_IMPLEMENTED, "NotImplemented", "collMod: support is not implemented yet");
            }
            Document answer = call.standIn();
            if (isHandshake(call)) {
                answer.put("logicalSessionTimeoutMinutes", 30);
            } else if (call.command().equalsIgnoreCase("buildInfo")) {
                answer.put("ferretdbVersion", "v1.24.0");
            }
            return answer;
        };
    }

    /** Executes a share of the writes and closes the connection in place of an answer; draws them by a seed. */
    public static MongoScript losingAnswers(double share, long seed) {
        Random random = new Random(seed);
        return call -> {
            Document answer = call.standIn();
            boolean lost;
            synchronized (random) {
                lost = WRITES.contains(call.command()) && random.nextDouble() < share;
            }
            if (lost) {
                call.cut();
            }
            return answer;
        };
    }

    /** Whether a command is the driver's first on a connection, or the monitor's. */
    static boolean isHandshake(Call call) {
        return HANDSHAKES.contains(call.command().toLowerCase(Locale.ROOT));
    }

    private static MongoScript announcing(Map<String, Object> members) {
        return call -> {
            Document answer = call.standIn();
            if (isHandshake(call)) {
                members.forEach(answer::put);
            } else if (call.command().equalsIgnoreCase("buildInfo")) {
                answer.put("gitVersion", "0000000000000000000000000000000000000000");
                answer.put("storageEngines", List.of("wiredTiger"));
            }
            return answer;
        };
    }

    /** As a replica set does: by session and transaction number. */
    private static MongoScript recognisingRetries() {
        Map<String, Document> answers = new ConcurrentHashMap<>();
        return call -> {
            if (!WRITES.contains(call.command()) || !call.query().containsKey("txnNumber")) {
                return call.standIn();
            }
            String id = call.query().get("lsid") + "/" + call.query().get("txnNumber");
            Document known = answers.get(id);
            if (known != null) {
                return known;
            }
            Document answer = call.standIn();
            answers.put(id, answer);
            return answer;
        };
    }

    private static Document shardKey(Call call, Map<String, Document> shardKeys) {
        Document filter = (Document) Objects.requireNonNull(call.query().get("filter"));
        String namespace = String.valueOf(filter.get("_id"));
        Document key = shardKeys.get(namespace.substring(namespace.indexOf('.') + 1));
        List<Document> found = key == null ? List.of() : List.of(new Document("_id", namespace).append("key", key));
        return new Document(
                        "cursor",
                        new Document("id", 0L)
                                .append("ns", "config.collections")
                                .append("firstBatch", found))
                .append("ok", 1.0);
    }

    @SuppressWarnings("unchecked") // The form of the command.
    private static void requirePrefix(Document query, Map<String, Document> shardKeys) {
        Document shardKey = shardKeys.get(String.valueOf(query.get("createIndexes")));
        if (shardKey == null) {
            return;
        }
        for (Document index : (List<Document>) Objects.requireNonNull(query.get("indexes"))) {
            List<String> own = List.copyOf(((Document) Objects.requireNonNull(index.get("key"))).keySet());
            List<String> prefix = List.copyOf(shardKey.keySet());
            boolean begins =
                    own.size() >= prefix.size() && own.subList(0, prefix.size()).equals(prefix);
            if (Boolean.TRUE.equals(index.get("unique")) && !begins) {
                throw new MongoServerError(
                        CANNOT_CREATE_INDEX,
                        "CannotCreateIndex",
                        "cannot create unique index over " + own + " with shard key pattern " + prefix);
            }
        }
    }
}
