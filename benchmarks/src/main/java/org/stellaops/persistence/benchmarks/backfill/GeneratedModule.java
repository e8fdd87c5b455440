// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.benchmarks.backfill;

import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.DualWriteModule;
import org.stellaops.persistence.dualwrite.backfill.BackfillRun;
import org.stellaops.persistence.dualwrite.backfill.BackfillSettings;
import org.stellaops.persistence.postgres.PostgresBackend;
import org.stellaops.persistence.postgres.config.PostgresConfig;
import org.stellaops.persistence.postgres.config.PostgresSecurity;
import org.stellaops.persistence.postgres.config.SecurityCheck;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresEngine;
import org.stellaops.persistence.testkit.engine.PostgresOptions;
import org.stellaops.persistence.testkit.memory.MemoryLegacyBackend;

/**
 * A module whose legacy records are generated and whose target is a database.
 *
 * @param module the module
 * @param target its target
 */
record GeneratedModule(DualWriteModule module, PostgresBackend target) implements AutoCloseable {

    /** A server with room for the log of a million records. */
    static PostgresEngine engine() {
        return PostgresEngine.startEmbedded(PostgresOptions.defaults().with("max_wal_size", "8GB"));
    }

    static GeneratedModule open(PostgresDatabase database, GeneratedRecords records) {
        PostgresConfig config = PostgresConfig.of(database.jdbcUrl(), database.user(), database.password())
                .withSecurity(PostgresSecurity.defaults().reporting(SecurityCheck.LOGIN));
        PostgresBackend target = PostgresBackend.open(config, Sample.MODULE);
        DualWriteModule module = DualWriteModule.builder(Sample.MODULE)
                .legacy(records.in(new MemoryLegacyBackend()))
                .target(target)
                .types(Sample.TYPE)
                .stage(Stage.DUAL_WRITE)
                .withoutReconciler()
                .open();
        return new GeneratedModule(module, target);
    }

    BackfillRun backfill() {
        return module.backfill(Sample.TYPE, target.checkpoints(), BackfillSettings.defaults())
                .run();
    }

    @Override
    public void close() {
        try (target;
                module) {
            // Only to be closed.
        }
    }
}
