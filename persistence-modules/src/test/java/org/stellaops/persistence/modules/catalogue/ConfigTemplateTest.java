// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.modules.Catalogue;
import org.stellaops.persistence.runtime.config.Config;

/** The configuration that users are told to copy is one. */
class ConfigTemplateTest {

    @Test
    void theTemplateLoadsAndNamesEveryModule() {
        Config config = Config.load(
                Path.of("..", "docs", "db", "persistence-config-template.yaml"),
                Map.of(
                        "MONGO_URI",
                        "mongodb://localhost:27017",
                        "POSTGRES_URL",
                        "jdbc:postgresql://localhost:5432/stellaops",
                        "POSTGRES_PASSWORD",
                        "secret",
                        "POSTGRES_WORKER_PASSWORD",
                        "other"));

        assertThat(config.modules().keySet()).containsExactlyInAnyOrderElementsOf(Catalogue.names());
        assertThat(config.modules().values()).allMatch(it -> it.mongoDatabase().isPresent());
    }
}
