// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.MongoEngine;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresEngine;

/** Configuration files of the module vuln in databases of its own. */
final class VulnConfig {

    private VulnConfig() {}

    /** Writes one in stage dual-write into a folder; its path. */
    static String write(Path folder, String name, MongoEngine mongoServer, PostgresEngine server) throws IOException {
        return write(folder, mongoServer.createDatabase(), server.createDatabase(name));
    }

    /** The same for databases that are there. */
    static String write(Path folder, MongoDatabaseName mongo, PostgresDatabase postgres) throws IOException {
        return Files.writeString(folder.resolve(postgres.name() + ".yaml"), """
                persistence:
                  mongo: { uri: "%s", database: %s }
                  postgres: { security: { login: warn }, jdbc-url: "%s", user: "%s", password: "%s" }
                  modules: { vuln: { stage: dual-write } }
                """.formatted(
                                mongo.connectionString(),
                                mongo.name(),
                                postgres.jdbcUrl(),
                                postgres.user(),
                                postgres.password()))
                .toString();
    }
}
