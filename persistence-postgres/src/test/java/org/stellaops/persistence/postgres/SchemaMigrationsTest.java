package org.stellaops.persistence.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.postgres.migration.SchemaMigrations;
import org.stellaops.persistence.postgres.migration.SchemaMigrations.Migration;

/** Each file is run once, in the order of names, and never changes. */
class SchemaMigrationsTest {

    private static final Migration FIRST = new Migration("001_first.sql", "CREATE TABLE one (a int)");
    private static final Migration SECOND =
            new Migration("002_second.sql", "INSERT INTO one VALUES (1); CREATE TABLE two ()");
    private static final Migration RELEASE = new Migration("100_drop.sql", "DROP TABLE two");

    private final String url = Server.database();

    @Test
    void anEmptyDatabaseGetsThemAllAndASecondRunChangesNothing() throws SQLException {
        run(SECOND, FIRST);
        run(FIRST, SECOND);

        assertThat(Server.value(url, "SELECT count(*) FROM billing.one")).isEqualTo("1");
        assertThat(history()).isEqualTo("001_first.sql startup,002_second.sql startup");
    }

    @Test
    void aChangedFileIsAnErrorThatNamesIt() throws SQLException {
        run(FIRST);

        assertThatThrownBy(() -> run(new Migration(FIRST.name(), "CREATE TABLE other ()")))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("001_first.sql");
    }

    @Test
    void aPendingReleaseMigrationStopsTheStartAndRunsByCommand() throws SQLException {
        assertThatThrownBy(() -> run(FIRST, SECOND, RELEASE)).hasMessageContaining("100_drop.sql");
        assertThat(Server.value(url, "SELECT to_regclass('billing.one') IS NULL"))
                .isEqualTo("t");

        try (Connection connection = Server.connect(url)) {
            SchemaMigrations all = migrations(FIRST, SECOND, RELEASE);
            assertThat(all.pending(connection)).hasSize(3);
            all.runAll(connection);
            assertThat(all.pending(connection)).isEmpty();
        }
        run(FIRST, SECOND, RELEASE);
        assertThat(history()).endsWith("100_drop.sql release");
    }

    @Test
    void aNameWithoutACategoryIsRefused() {
        assertThatThrownBy(() -> new Migration("first.sql", "")).isInstanceOf(IllegalArgumentException.class);
    }

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

    private void run(Migration... migrations) throws SQLException {
        try (Connection connection = Server.connect(url)) {
            connection.setAutoCommit(false);
            migrations(migrations).runStartup(connection);
            connection.commit();
        }
    }

    private static SchemaMigrations migrations(Migration... migrations) {
        return new SchemaMigrations("billing", List.of(migrations), () -> 0L);
    }

    private String history() {
        return Server.value(
                url,
                "SELECT string_agg(migration_name || ' ' || category, ',' ORDER BY migration_name) FROM"
                        + " billing.schema_migrations");
    }
}
