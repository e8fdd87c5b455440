// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.perimeter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Map;
import java.util.Optional;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.backfill.BackfillRun;
import org.stellaops.persistence.dualwrite.gate.MoveResult;
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.Id;
import org.stellaops.persistence.entity.Tenancy;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.PersistenceModule;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;

/** A module whose tenants are divided into cohorts. */
final class DividedDesk {

    @Entity(module = "desk", table = "notes", tenancy = Tenancy.TENANT)
    record Note(@Id String noteId, long body) {}

    static final EntityType<Note> NOTE = EntityType.of(Note.class);

    private DividedDesk() {}

    /** With more settings of the module, such as its cohorts. */
    static Config config(MongoDatabaseName mongo, PostgresDatabase postgres, String module) {
        return Config.parse(
                """
                persistence:
                  mongo: { uri: "%s", database: %s }
                  postgres: { security: { login: warn }, jdbc-url: "%s", user: "%s", password: "%s", pool: { max-size: 4 } }
                  stages: { poll-interval: 50ms, follow-interval: 100ms, lease: 2s }
                  modules:
                    desk: { stage: legacy-only, reconciler: { every: 100ms }%s }
                """.formatted(
                                mongo.connectionString(),
                                mongo.name(),
                                postgres.jdbcUrl(),
                                postgres.user(),
                                postgres.password(),
                                module),
                Map.of());
    }

    static PersistenceModule cohort(Persistence persistence, String name) {
        return persistence.module("desk~" + name);
    }

    /** Walks a cohort step by step, with a backfill where both stores begin to be written. */
    static void walk(Persistence persistence, String name, Stage end) {
        PersistenceModule cohort = cohort(persistence, name);
        for (Stage next : cohort.stage().walkTo(end)) {
            await().atMost(Fleet.PATIENCE)
                    .untilAsserted(() -> assertThat(cohort.moveTo(next))
                            .as("moving %s to %s", name, next)
                            .isInstanceOf(MoveResult.Moved.class));
            if (next == Stage.DUAL_WRITE) {
                assertThat(cohort.backfill()).allMatch(BackfillRun::isFinished);
            }
        }
    }

    static void put(Persistence persistence, String tenant, String id, long body) {
        await().atMost(Fleet.PATIENCE)
                .until(() -> persistence
                        .tenantStore(Note.class)
                        .forTenant(tenant)
                        .put(new Note(id, body), Precondition.none())
                        .isApplied());
    }

    static Optional<Long> body(Persistence persistence, String tenant, String id) {
        return persistence.tenantStore(Note.class).forTenant(tenant).find(id).map(Note::body);
    }
}
