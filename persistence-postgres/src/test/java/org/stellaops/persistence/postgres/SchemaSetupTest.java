// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;

/** What entity types need and the migrations of a module did not create is added, and nothing else is changed. */
class SchemaSetupTest {

    private final String url = Server.database();

    @Test
    void preparingTwiceMakesNoDifferenceAndANewOptionalFieldIsAdded() {
        EntityType<Document> before = EntityType.builder("billing", "bills")
                .fields(FieldDef.text("order"), FieldDef.child("lines", "bill_lines", FieldDef.text("position")))
                .build();
        EntityType<Document> after = EntityType.builder("billing", "bills")
                .fields(
                        FieldDef.text("order"),
                        FieldDef.text("note").optional(),
                        FieldDef.child("lines", "bill_lines", FieldDef.text("position")))
                .build();
        prepare(before);
        String first = columns();
        prepare(before);
        assertThat(columns()).isEqualTo(first).contains("bill_lines.position_").doesNotContain("note");

        prepare(after);
        assertThat(columns()).contains("bills.note");

        EntityType<Document> impossible = EntityType.builder("billing", "bills")
                .fields(FieldDef.text("order"), FieldDef.text("due"))
                .build();
        assertThatThrownBy(() -> prepare(impossible)).hasMessageContaining("bills.due");
    }

    @Test
    void theFilesOfTheClassPathComeBeforeWhatTheTypesNeed() {
        EntityType<Document> orders = EntityType.builder("shop", "orders")
                .fields(FieldDef.text("title"), FieldDef.text("note").optional())
                .build();
        for (int run = 0; run < 2; run++) {
            try (PostgresBackend backend = PostgresBackend.open(Server.config(url), "shop")) {
                backend.prepare(List.of(orders));
                assertThat(backend.store(orders).count()).isZero();
            }
        }
        assertThat(Server.value(url, "SELECT string_agg(migration_name, ',') FROM shop.schema_migrations"))
                .isEqualTo("001_create_orders.sql");
        assertThat(Server.value(url, "SELECT to_regclass('shop.idx_orders_title') IS NOT NULL"))
                .isEqualTo("t");
    }

    @Test
    void equalTypesGiveEqualScripts() {
        EntityType<Document> type = EntityType.builder("billing", "bills")
                .fields(FieldDef.oneOf("state", "it's", "done"))
                .unique("bills_state", "state")
                .build();

        String script = new PostgresSchema("billing", List.of(type), "app.tenant_id").script();

        assertThat(new PostgresSchema("billing", List.of(type), "app.tenant_id").script())
                .isEqualTo(script);
        assertThat(script).contains("CHECK (\"state\" IN ('it''s', 'done'))", "CONSTRAINT \"bills_state\" UNIQUE");
    }

    private void prepare(EntityType<?> type) {
        try (PostgresBackend backend = PostgresBackend.open(Server.config(url), "billing")) {
            backend.prepare(List.of(type));
        }
    }

    private String columns() {
        return Server.value(
                url,
                "SELECT string_agg(table_name || '.' || column_name || ' ' || data_type, ',' ORDER BY 1) FROM ("
                        + "SELECT * FROM information_schema.columns WHERE table_schema = 'billing' ORDER BY 3, 4) c");
    }
}
