// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.examples.shop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.persistence.cli.PersistenceCommand;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.MongoExtension;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresExtension;

/** The commands inside the service's own process, which finds its provider on its own class path. */
@ExtendWith({MongoExtension.class, PostgresExtension.class})
class EmbeddedCommandsTest {

    @Test
    void theServiceNeedsNoJars(MongoDatabaseName mongo, PostgresDatabase postgres, @TempDir Path folder)
            throws Exception {
        String legacyOnly =
                ShopConfig.write(folder, mongo, postgres, Stage.LEGACY_ONLY).toString();
        String dualWrite =
                ShopConfig.write(folder, mongo, postgres, Stage.DUAL_WRITE).toString();

        assertThat(PersistenceCommand.run("status", "--config", legacyOnly)).isZero();
        assertThat(PersistenceCommand.run("move", "--config", legacyOnly, "--to", "target-led"))
                .as("two steps at once")
                .isEqualTo(1);
        assertThat(PersistenceCommand.run("move", "--config", legacyOnly, "--to", "dual-write"))
                .isZero();
        assertThat(PersistenceCommand.run("backfill", "--config", dualWrite)).isZero();
        assertThat(PersistenceCommand.run(
                        "repair", "--config", dualWrite, "--type", "products", "--key", "no-such-product"))
                .isZero();
        assertThat(PersistenceCommand.run("tombstones", "remove", "--config", dualWrite, "--keep", "1h"))
                .isZero();
        assertThat(PersistenceCommand.run("tombstones", "remove", "--config", dualWrite, "--keep", "soon"))
                .isEqualTo(64);
    }
}
