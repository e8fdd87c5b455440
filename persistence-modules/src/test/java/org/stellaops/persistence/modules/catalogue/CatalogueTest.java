// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.stellaops.persistence.modules.Catalogue;
import org.stellaops.persistence.runtime.ModuleDescriptor;
import org.stellaops.persistence.testkit.engine.MongoEngine;
import org.stellaops.persistence.testkit.engine.MongoExtension;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresEngine;
import org.stellaops.persistence.testkit.engine.PostgresExtension;

/**
 * Every module goes from legacy documents through all stages to PostgreSQL and back, and loses nothing. The system property
 * {@code catalogue.documents} says how many documents of each type; each module prints one line of a table.
 */
@ExtendWith({MongoExtension.class, PostgresExtension.class})
class CatalogueTest {

    static final List<String> STAGES = List.of(
            "legacy",
            "backfill",
            "dual write",
            "verify",
            "shadow read",
            "cutover",
            "verify",
            "rollback",
            "verify",
            "records");

    private static final int DOCUMENTS = Integer.getInteger("catalogue.documents", 60);

    static Stream<ModuleDescriptor> modules() {
        return new Catalogue().modules().stream();
    }

    @ParameterizedTest
    @MethodSource("modules")
    void eachModuleGoesToPostgresAndBack(ModuleDescriptor module, MongoEngine mongo, PostgresEngine postgres) {
        PostgresDatabase database = postgres.createDatabase("catalogue_" + module.name());

        List<String> cells = new ModuleWalk(module, mongo.createDatabase(), database, DOCUMENTS).walk();

        postgres.dropDatabase(database);
        assertThat(cells).hasSameSizeAs(STAGES);
        StringBuilder line = new StringBuilder("catalogue: ").append(module.name());
        for (int i = 0; i < cells.size(); i++) {
            line.append(" | ").append(STAGES.get(i)).append(' ').append(cells.get(i));
        }
        System.out.println(line);
    }
}
