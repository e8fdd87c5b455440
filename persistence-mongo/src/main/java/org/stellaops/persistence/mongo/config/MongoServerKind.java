// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.config;

import com.mongodb.connection.ClusterType;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bson.BsonDocument;

/** What a server that speaks MongoDB's protocol is. The guide has a table of what is promised on each. */
public enum MongoServerKind {
    /** One {@code mongod} without a replica set. */
    STANDALONE("MongoDB, stand-alone"),
    /** A MongoDB replica set. */
    REPLICA_SET("MongoDB replica set"),
    /** A sharded MongoDB cluster, through {@code mongos} or a load balancer. */
    SHARDED("MongoDB sharded cluster"),
    /** Azure Cosmos DB, with request units or vCores. */
    COSMOS_DB("Azure Cosmos DB"),
    /** Amazon DocumentDB. */
    DOCUMENT_DB("Amazon DocumentDB"),
    /** FerretDB. */
    FERRET_DB("FerretDB"),
    /** A replica set or cluster that is no MongoDB, of an unknown vendor. */
    OTHER("a server of an unknown vendor");

    /** By the end of a host name, as the driver itself recognises them. */
    private static final Map<String, MongoServerKind> HOSTS = Map.of(
            ".cosmos.azure.com", COSMOS_DB,
            ".docdb.amazonaws.com", DOCUMENT_DB,
            ".docdb.amazonaws.com.cn", DOCUMENT_DB,
            ".docdb-elastic.amazonaws.com", DOCUMENT_DB);

    /** Members of {@code buildInfo} that MongoDB has, whoever built it. */
    private static final List<String> OF_MONGODB = List.of("gitVersion", "storageEngines");

    private final String title;

    MongoServerKind(String title) {
        this.title = title;
    }

    /** Its name in messages. */
    public String title() {
        return title;
    }

    /** Whether it is MongoDB itself. */
    public boolean isMongoDb() {
        return this == STANDALONE || this == REPLICA_SET || this == SHARDED;
    }

    /**
     * What a server is, by the topology that the driver sees, its host names and its answer to {@code buildInfo}.
     *
     * <p>A stand-alone server counts as MongoDB if nothing says otherwise, because nothing is asked of it that depends on
     * the vendor but what is tried when it is asked.
     */
    public static MongoServerKind of(ClusterType topology, Collection<String> hosts, BsonDocument buildInfo) {
        for (String host : hosts) {
            for (Map.Entry<String, MongoServerKind> known : HOSTS.entrySet()) {
                if (host.toLowerCase(Locale.ROOT).endsWith(known.getKey())) {
                    return known.getValue();
                }
            }
        }
        if (buildInfo.keySet().stream()
                .anyMatch(it -> it.toLowerCase(Locale.ROOT).startsWith("ferretdb"))) {
            return FERRET_DB;
        } else if (topology == ClusterType.STANDALONE) {
            return STANDALONE;
        } else if (OF_MONGODB.stream().noneMatch(buildInfo::containsKey)) {
            return OTHER;
        }
        return topology == ClusterType.REPLICA_SET ? REPLICA_SET : SHARDED;
    }
}
