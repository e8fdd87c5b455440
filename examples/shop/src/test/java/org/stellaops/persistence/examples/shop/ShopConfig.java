// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.examples.shop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;

/** A configuration file as an operator would write it, for the databases of a test. */
final class ShopConfig {

    private ShopConfig() {}

    static Path write(Path folder, MongoDatabaseName mongo, PostgresDatabase postgres, Stage stage) throws IOException {
        return Files.writeString(folder.resolve("shop-" + stage.configName() + ".yaml"), """
                persistence:
                  mongo: { uri: "%s", database: %s }
                  postgres: { security: { login: warn }, jdbc-url: "%s", user: "%s", password: "%s" }
                  stages: { gates: { watch: 1s } }
                  modules:
                    shop: { stage: %s, reconciler: { tries: 1 } }
                """.formatted(
                        mongo.connectionString(),
                        mongo.name(),
                        postgres.jdbcUrl(),
                        postgres.user(),
                        postgres.password(),
                        stage.configName()));
    }
}
