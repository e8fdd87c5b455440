// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spring.test;

import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.MongoEngine;
import org.stellaops.persistence.testkit.engine.MongoOptions;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresEngine;
import org.stellaops.persistence.testkit.engine.PostgresOptions;

/**
 * The databases of one test application: a bean, so that a test can stop and start the servers. The servers are those of the whole
 * test run; they end with its process.
 *
 * @param postgresEngine the server of {@code postgres}
 * @param postgres an empty database, made for this application
 * @param mongoEngine the server of {@code mongo}
 * @param mongo the same
 */
public record TestDatabases(
        PostgresEngine postgresEngine, PostgresDatabase postgres, MongoEngine mongoEngine, MongoDatabaseName mongo)
        implements AutoCloseable {

    /** One of each for the whole process. */
    private static final class Engines {

        static final PostgresEngine POSTGRES = isGiven(PostgresEngine.GIVEN)
                ? PostgresEngine.start()
                : PostgresEngine.startEmbedded(PostgresOptions.defaults());

        static final MongoEngine MONGO =
                isGiven(MongoEngine.GIVEN) ? MongoEngine.start() : MongoEngine.startEmbedded(MongoOptions.defaults());

        private static boolean isGiven(String name) {
            return System.getProperty(name) != null || System.getenv(name) != null;
        }
    }

    /** Makes empty databases, and starts the servers before the first. Takes a few seconds then. */
    public static TestDatabases create() {
        return new TestDatabases(
                Engines.POSTGRES,
                Engines.POSTGRES.createDatabase("spring"),
                Engines.MONGO,
                Engines.MONGO.createDatabase());
    }

    /** Removes both databases. */
    @Override
    public void close() {
        postgresEngine.dropDatabase(postgres);
        mongoEngine.dropDatabase(mongo.name());
    }
}
