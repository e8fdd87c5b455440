// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.examples.demo;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import java.util.HashMap;
import java.util.Map;
import org.stellaops.persistence.examples.demo.report.DemoReport;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.testkit.engine.MongoEngine;
import org.stellaops.persistence.testkit.engine.MongoOptions;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresEngine;
import org.stellaops.persistence.testkit.engine.PostgresOptions;

/** The two embedded databases of a run, which {@link #close} stops and deletes. */
final class DemoDatabases implements AutoCloseable {

    private static final String LEGACY = "stellaops";

    private final MongoEngine mongo;
    private final PostgresEngine postgres;
    private final PostgresDatabase target;
    private final MongoClient client;

    private DemoDatabases(MongoEngine mongo, PostgresEngine postgres) {
        this.mongo = mongo;
        this.postgres = postgres;
        this.target = postgres.createDatabase("demo");
        this.client = MongoClients.create(mongo.connectionString());
    }

    /** Starts both. */
    static DemoDatabases start() {
        PostgresEngine postgres = PostgresEngine.startEmbedded(PostgresOptions.defaults());
        try {
            return new DemoDatabases(MongoEngine.startEmbedded(MongoOptions.defaults()), postgres);
        } catch (RuntimeException e) {
            postgres.close();
            throw e;
        }
    }

    DemoReport.Engines engines() {
        return new DemoReport.Engines(mongo.describe(), postgres.describe());
    }

    /** The database of the legacy store, as an application without the library has it. */
    MongoDatabase legacy() {
        return client.getDatabase(LEGACY);
    }

    /** The database of the target, for raw SQL. */
    PostgresDatabase target() {
        return target;
    }

    /** A configuration as an application would have it, with the module in its first stage. */
    Config config() {
        Map<String, String> environment = new HashMap<>(Map.of(
                "MONGO_URI", mongo.connectionString(),
                "POSTGRES_URL", target.jdbcUrl(),
                "POSTGRES_USER", target.user()));
        String password = "";
        if (!target.password().isEmpty()) {
            environment.put("POSTGRES_PASSWORD", target.password());
            password = ", password: \"${POSTGRES_PASSWORD}\"";
        }
        String yaml = """
                persistence:
                  mongo: { uri: "${MONGO_URI}", database: "%s" }
                  postgres: { security: { login: warn }, jdbc-url: "${POSTGRES_URL}", user: "${POSTGRES_USER}"%s }
                  # Minutes of a demo stand for weeks of service.
                  stages: { gates: { watch: 1s } }
                  modules:
                    vuln:
                      stage: legacy-only
                      shadow-read: { sample-rate: 0.5 }
                """.formatted(LEGACY, password);
        return Config.parse(yaml, environment);
    }

    @Override
    public void close() {
        try (postgres;
                mongo) {
            client.close();
        }
    }
}
