// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.IndexDef;
import org.stellaops.persistence.entity.ScalarKind;
import org.stellaops.persistence.entity.Tenancy;
import org.stellaops.persistence.postgres.migration.MigrationRunner;
import org.stellaops.persistence.postgres.migration.Migrations;
import org.stellaops.persistence.spi.StoredIndex;

/** Indexes that types declare: made at once where nothing is stored yet, and beside writers where something is. */
class DeclaredIndexTest {

    private final String url = Server.database();

    private static EntityType.Builder jobs() {
        return EntityType.builder("work", "jobs")
                .tenancy(Tenancy.TENANT)
                .fields(
                        FieldDef.text("state"),
                        FieldDef.scalar("dueAt", ScalarKind.INSTANT).optional(),
                        FieldDef.scalar("deletedAt", ScalarKind.INSTANT).optional(),
                        FieldDef.array("tags", ScalarKind.TEXT),
                        FieldDef.json("payload").optional(),
                        FieldDef.child("steps", "job_steps", FieldDef.text("tool")));
    }

    private static EntityType<Document> indexed() {
        return jobs().index(IndexDef.on("state").descending("dueAt").whereMissing("deletedAt"))
                .index(IndexDef.containment("tags"))
                .index(IndexDef.containment("payload"))
                .index(IndexDef.on("steps.tool"))
                .build();
    }

    @Test
    void anEmptyTableGetsItsIndexesAtOnceWithTheTenantInFrontAndTheIdBehind() {
        try (PostgresBackend backend = PostgresBackend.open(Server.config(url), "work")) {
            backend.prepare(List.of(indexed()));

            assertThat(backend.indexes(indexed()))
                    .contains(
                            new StoredIndex(
                                    "idx_jobs_state_due_at",
                                    List.of(key("state"), new StoredIndex.Key("dueAt", true, true), key("id")),
                                    true,
                                    false,
                                    true,
                                    true,
                                    true),
                            new StoredIndex("idx_jobs_tags", List.of(key("tags")), false, false, false, false, true));
        }
        assertThat(definition("idx_jobs_state_due_at"))
                .isEqualTo("CREATE INDEX idx_jobs_state_due_at ON work.jobs USING btree (tenant_id, state,"
                        + " due_at DESC NULLS LAST, id) WHERE (deleted_at IS NULL)");
        assertThat(definition("idx_jobs_payload"))
                .isEqualTo("CREATE INDEX idx_jobs_payload ON work.jobs USING gin (payload jsonb_path_ops)");
        assertThat(definition("idx_job_steps_tool"))
                .isEqualTo(
                        "CREATE INDEX idx_job_steps_tool ON work.job_steps USING btree (tenant_id, tool, parent_id)");
    }

    @Test
    void aTableWithRowsGetsItsIndexesBesideWritersByTheRunner() {
        open(jobs().build());
        Server.execute(url, "ALTER TABLE work.jobs NO FORCE ROW LEVEL SECURITY");
        Server.execute(
                url,
                "INSERT INTO work.jobs (tenant_id, id, state, tags) SELECT 't', i::text, 'open', '{}'"
                        + " FROM generate_series(1, 100) i");
        Server.execute(url, "ALTER TABLE work.jobs FORCE ROW LEVEL SECURITY");
        open(indexed());
        assertThat(definition("idx_jobs_state_due_at")).isEqualTo("null");
        assertThat(definition("idx_job_steps_tool")).isNotEqualTo("null");

        MigrationRunner runner = MigrationRunner.of(Server.config(url), Migrations.of("work"));
        Map<String, String> wanted = PostgresIndexes.statements(List.of(indexed()));

        assertThat(runner.buildIndexes(wanted))
                .containsExactly("idx_jobs_state_due_at", "idx_jobs_tags", "idx_jobs_payload");
        assertThat(definition("idx_jobs_state_due_at")).isNotEqualTo("null");
        assertThat(runner.buildIndexes(wanted)).isEmpty();
    }

    @Test
    void anIndexThatCannotBeMadeIsNamedWhenTheTypeIsBuilt() {
        for (IndexDef index : List.of(
                IndexDef.on("nowhere"),
                IndexDef.on("tags"),
                IndexDef.containment("state"),
                IndexDef.containment("steps"),
                IndexDef.on("state", "steps.tool"),
                IndexDef.on("steps.nowhere"),
                IndexDef.on("state").whereMissing("state"))) {
            assertThatIllegalArgumentException()
                    .as("%s", index)
                    .isThrownBy(() -> jobs().index(index).build());
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> jobs().index(IndexDef.on("state"))
                        .index(IndexDef.on("state"))
                        .build())
                .withMessageContaining("idx_jobs_state is declared twice");
    }

    private void open(EntityType<?> type) {
        try (PostgresBackend backend = PostgresBackend.open(Server.config(url), "work")) {
            backend.prepare(List.of(type));
        }
    }

    private String definition(String index) {
        return Server.value(url, "SELECT pg_get_indexdef(to_regclass('work." + index + "'))");
    }

    private static StoredIndex.Key key(String field) {
        return new StoredIndex.Key(field, true, false);
    }
}
