// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spark;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.stream.LongStream;
import org.bson.BsonDocument;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.mongo.LegacyDocuments;
import org.stellaops.persistence.runtime.Inspection;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.spark.sample.Sample;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.MongoEngine;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresEngine;

/** The two databases of the sample module, and the configuration that names them. */
final class SampleStores {

    private static final String PASSWORD = "SAMPLE_PASSWORD";
    private static final String SCHEMA = "\"" + Sample.MODULE + "\".";

    private final MongoDatabaseName mongo;
    private final PostgresDatabase postgres;
    private final Path config;

    SampleStores(Path directory, MongoEngine mongoServer, PostgresEngine postgresServer) {
        this.mongo = mongoServer.createDatabase();
        this.postgres = postgresServer.createDatabase("spark");
        this.config = directory.resolve(postgres.name() + ".yaml");
        try {
            Files.writeString(config, """
                    persistence:
                      mongo: { uri: "%s", database: %s }
                      postgres: { security: { login: warn }, jdbc-url: "%s", user: "%s", password: "${%s}" }
                      modules: { %s: { stage: dual-write } }
                    """.formatted(
                            mongo.connectionString(),
                            mongo.name(),
                            postgres.jdbcUrl(),
                            postgres.user(),
                            PASSWORD,
                            Sample.MODULE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The configuration; without the password, which is in the {@link #environment}. */
    Path config() {
        return config;
    }

    /** What the configuration needs of the environment of each process. */
    Map<String, String> environment() {
        return Map.of(PASSWORD, postgres.password());
    }

    /** What an application without the library has left. */
    void load(long documents) {
        LegacyDocuments form = LegacyDocuments.of(Sample.TYPE);
        try (MongoClient client = MongoClients.create(mongo.connectionString())) {
            var unused = client.getDatabase(mongo.name())
                    .getCollection(form.collection(), BsonDocument.class)
                    .insertMany(LongStream.range(0, documents)
                            .mapToObj(it -> form.document(Sample.key(it), Sample.content(it)))
                            .toList());
        }
    }

    /** The module as the command line opens it. */
    Persistence open(DualWriteListener listener) {
        return Persistence.builder(read())
                .modules(new Sample().modules().get(0))
                .listener(listener)
                .withoutReconcilers()
                .failIfUnreachable()
                .open();
    }

    /** The module, only to be looked at. */
    Inspection inspect() {
        return Persistence.builder(read())
                .modules(new Sample().modules().get(0))
                .inspect();
    }

    private Config read() {
        return Config.load(config, environment());
    }

    /** What SQL computes over a table of the module. */
    long number(String what, String table) {
        return query("SELECT " + what + " FROM " + SCHEMA + table);
    }

    /** How many connections the database has, this one left out. */
    long connections() {
        return query(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
    }

    private long query(String sql) {
        try (Connection connection = postgres.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getLong(1) : 0;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** Changes a row past the library. */
    int change(String statementOnTable) {
        try (Connection connection = postgres.connect();
                Statement statement = connection.createStatement()) {
            return statement.executeUpdate(statementOnTable.replace("things", SCHEMA + "things"));
        } catch (SQLException e) {
            throw new IllegalStateException(statementOnTable, e);
        }
    }
}
