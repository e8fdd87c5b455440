// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import com.mongodb.ClientSessionOptions;
import com.mongodb.MongoCommandException;
import com.mongodb.ServerAddress;
import com.mongodb.WriteConcern;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.DeleteOptions;
import com.mongodb.connection.ClusterDescription;
import com.mongodb.connection.ServerDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.mongo.config.MongoServerKind;
import org.stellaops.persistence.mongo.config.ServerPolicy;
import org.stellaops.persistence.mongo.config.ServerPolicy.OtherServers;

/**
 * What the server of a module is, asked when it is first needed and kept. Safe for concurrent use; several threads may ask
 * at once, so that none waits for another thread's call.
 */
final class Server {

    private static final Logger LOG = LoggerFactory.getLogger("org.stellaops.persistence.mongo.server");

    /** Below the ids of every module, because no name begins with NUL. */
    private static final String PROBE = "\0probe-";

    private final MongoClient client;
    private final MongoDatabase database;
    private final ServerPolicy policy;
    private final BackendAccess access;
    private final List<String> hosts;
    private final CausalOrder order;
    private volatile @Nullable ServerTraits traits;

    /**
     * A server that is not asked yet.
     *
     * @param hosts as the configuration names them
     */
    Server(MongoClient client, MongoDatabase database, ServerPolicy policy, BackendAccess access, List<String> hosts) {
        this.client = client;
        this.database = database;
        this.policy = policy;
        this.access = access;
        this.hosts = hosts;
        this.order = new CausalOrder(client);
    }

    /** Makes a statement whose time later reads by {@link #after} know of; without a session where that has no meaning. */
    <T> T told(Function<@Nullable ClientSession, T> statement) {
        return traits().causal() ? order.told(statement) : statement.apply(null);
    }

    /** Makes a read that is not older than what any statement of {@link #told} saw. */
    <T> T after(Function<@Nullable ClientSession, T> read) {
        return traits().causal() ? order.after(read) : read.apply(null);
    }

    /**
     * What it is.
     *
     * @throws StoreException of kind REFUSED if it is of a vendor that the policy rejects, UNAVAILABLE if it cannot be asked
     */
    ServerTraits traits() {
        ServerTraits known = traits;
        if (known == null) {
            known = ask();
            traits = known;
            LOG.info("{} of {}", known.describe(), database.getName());
        }
        return known;
    }

    private ServerTraits ask() {
        BsonDocument buildInfo = MongoFaults.guard(
                "recognise the server of " + database.getName(),
                () -> database.runCommand(new BsonDocument("buildInfo", new BsonInt32(1)), BsonDocument.class));
        ClusterDescription cluster = client.getClusterDescription();
        MongoServerKind kind = MongoServerKind.of(cluster.getType(), hostsOf(cluster), buildInfo);
        require(kind);
        boolean replicas = kind != MongoServerKind.STANDALONE;
        return new ServerTraits(
                kind,
                buildInfo.getString("version", new BsonString("(no version)")).getValue(),
                policy.linearizableReads() && replicas && kind.isMongoDb(),
                kind.isMongoDb(),
                replicas && kind.isMongoDb() && hasSessions(cluster) && deduplicates(),
                kind == MongoServerKind.SHARDED && hasSessions(cluster));
    }

    private void require(MongoServerKind kind) {
        if (!kind.isMongoDb() && policy.others() == OtherServers.REJECTED) {
            throw new StoreException(
                    Fault.Kind.REFUSED,
                    "tried to use database " + database.getName() + "; the server is " + kind.title()
                            + ", which does not keep all that the library relies on (validators, linearizable reads,"
                            + " collations, recognised retries); use MongoDB, or accept what the guide lists for it with"
                            + " persistence.mongo.other-servers: accepted",
                    null);
        }
    }

    private List<String> hostsOf(ClusterDescription cluster) {
        List<String> all = new ArrayList<>(hosts);
        cluster.getServerDescriptions().stream()
                .map(ServerDescription::getAddress)
                .map(ServerAddress::getHost)
                .forEach(all::add);
        return all;
    }

    private static boolean hasSessions(ClusterDescription cluster) {
        return cluster.getLogicalSessionTimeoutMinutes() != null;
    }

    /**
     * Whether the server, sent one write twice, executes it once: tried, because servers announce sessions that they do not
     * keep. A backend that only reads sends no writes.
     */
    private boolean deduplicates() {
        if (access == BackendAccess.READ_ONLY) {
            return true;
        }
        BsonString id = new BsonString(PROBE + UUID.randomUUID());
        String attempt = "try a retryable write in " + MongoEntries.COLLECTION + " of " + database.getName();
        boolean recognised = MongoFaults.guard(attempt, () -> insertsOnce(id));
        var unused = MongoFaults.guard(
                attempt,
                () -> database.getCollection(MongoEntries.COLLECTION)
                        .deleteOne(
                                new BsonDocument(KeyLayout.ID, id),
                                new DeleteOptions().collation(CollectionHandle.SIMPLE)));
        if (!recognised) {
            LOG.warn(
                    "the server of {} does not recognise a write that is sent again, although it announces sessions; a"
                            + " write that the driver repeats is therefore Unknown",
                    database.getName());
        }
        return recognised;
    }

    private boolean insertsOnce(BsonString id) {
        try (ClientSession session = client.startSession(
                ClientSessionOptions.builder().causallyConsistent(false).build())) {
            boolean first = insert(session, id);
            boolean again = insert(session, id);
            return first && again;
        } catch (MongoCommandException e) {
            LOG.info("the server of {} answers error {} to a retryable write", database.getName(), e.getCode());
            return false;
        }
    }

    private boolean insert(ClientSession session, BsonString id) {
        BsonDocument command = new BsonDocument("insert", new BsonString(MongoEntries.COLLECTION))
                .append("documents", new BsonArray(List.of(new BsonDocument(KeyLayout.ID, id))))
                .append("writeConcern", WriteConcern.MAJORITY.withJournal(true).asDocument())
                .append("txnNumber", new BsonInt64(1));
        BsonDocument answer = database.runCommand(session, command, BsonDocument.class);
        return !answer.containsKey("writeErrors");
    }
}
