// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime;

import com.mongodb.client.MongoClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.mongo.config.MongoConfig;
import org.stellaops.persistence.postgres.config.GivenDataSources;
import org.stellaops.persistence.runtime.config.Config;

/**
 * What the application handed over in place of connections of the library's own.
 *
 * @param mongo its client
 * @param postgres its data sources
 */
record GivenConnections(Optional<MongoClient> mongo, Optional<GivenDataSources> postgres) {

    static final GivenConnections NONE = new GivenConnections(Optional.empty(), Optional.empty());

    GivenConnections withMongo(MongoClient client) {
        return new GivenConnections(Optional.of(client), postgres);
    }

    GivenConnections withPostgres(GivenDataSources sources) {
        return new GivenConnections(mongo, Optional.of(sources));
    }

    /** Where the configuration and what was handed over do not fit. */
    List<String> problems(Config config) {
        List<String> problems = new ArrayList<>();
        boolean mongoExpected = config.mongo().isPresent()
                && !config.mongo().map(MongoConfig::hasAddress).orElseThrow();
        if (mongoExpected && mongo.isEmpty()) {
            problems.add("persistence.mongo.client is given, but no client was handed over; call"
                    + " PersistenceBuilder.mongoClient, or set persistence.mongo.uri in its place");
        } else if (mongo.isPresent() && config.mongo().isPresent() && !mongoExpected) {
            problems.add(
                    "a MongoClient was handed over, but persistence.mongo.uri asks for a client of the library's own;"
                            + " set persistence.mongo.client: given in its place, or do not hand one over");
        }
        boolean postgresExpected = !config.postgres().hasAddress();
        if (postgresExpected && postgres.isEmpty()) {
            problems.add("persistence.postgres.data-source is given, but none was handed over; call"
                    + " PersistenceBuilder.dataSource, or set persistence.postgres.jdbc-url in its place");
        } else if (postgres.isPresent() && !postgresExpected) {
            problems.add(
                    "a DataSource was handed over, but persistence.postgres.jdbc-url asks for pools of the library's"
                            + " own; set persistence.postgres.data-source: given in its place, or do not hand one over");
        }
        return problems;
    }
}
