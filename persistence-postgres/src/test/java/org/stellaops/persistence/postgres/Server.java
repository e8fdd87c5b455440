package org.stellaops.persistence.postgres;

import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresEngine;

/** One server for all tests of this module, a database for each backend. */
final class Server {

    static final PostgresEngine ENGINE = PostgresEngine.start();

    static final String NAME = "PostgresTargetStore on " + ENGINE.describe();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(ENGINE::close));
    }

    private Server() {}

    static PostgresDatabase database() {
        return ENGINE.createDatabase("postgres");
    }

    static PostgresConfig config(PostgresDatabase database) {
        return PostgresConfig.of(database.jdbcUrl(), database.user(), database.password());
    }

    /** A backend in an empty database of its own. */
    static PostgresBackend backend(String module) {
        return PostgresBackend.open(config(database()), module);
    }
}
