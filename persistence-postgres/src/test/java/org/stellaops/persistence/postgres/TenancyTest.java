// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.ScalarKind;
import org.stellaops.persistence.entity.Tenancy;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.spi.ApplyAnswer;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.ScanEntry;
import org.stellaops.persistence.spi.TargetStore;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** Tenants see nothing of each other, through the library and past it. */
class TenancyTest {

    private static final EntityType<Document> NOTES = EntityType.builder("tenancy", "notes")
            .tenancy(Tenancy.TENANT)
            .fields(FieldDef.text("title"), FieldDef.childValues("tags", "note_tags", ScalarKind.TEXT))
            .build();

    private final String url = Server.database();
    private final PostgresBackend backend = PostgresBackend.open(Server.config(url), "tenancy");
    private final TargetStore store = backend.store(NOTES);

    @BeforeEach
    void twoTenants() {
        assertThat(store.applyAll(List.of(image("a", "1"), image("b", "1"), image("b", "2")), 0))
                .containsOnly(new ApplyAnswer.Applied());
    }

    @AfterEach
    void close() {
        backend.close();
    }

    @Test
    void theLibraryShowsATenantItsOwnRecordsOnly() {
        assertThat(store.query(Optional.of("a"), Query.all()).items()).hasSize(1);
        assertThat(store.query(Optional.of("b"), Query.all()).items()).hasSize(2);
        assertThat(store.find(RecordKey.of("a", "2"))).isEmpty();
        assertThatThrownBy(() -> store.query(Optional.empty(), Query.all()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("name a tenant");
    }

    @Test
    void workAcrossTenantsSeesAllOfThem() {
        List<String> keys = new ArrayList<>();
        try (var scan = store.scan(Optional.empty())) {
            while (scan.hasNext()) {
                ScanEntry scanEntry = scan.next();
                keys.add(scanEntry.key().toString());
            }
        }
        assertThat(keys).containsExactly("a/1", "b/1", "b/2");
        assertThat(store.count()).isEqualTo(3);
    }

    @Test
    void rawSqlOfTheServiceSeesOneTenantInEveryTable() throws SQLException {
        try (Connection service = service()) {
            for (String table : List.of("notes", "note_tags", "sync_state")) {
                assertThat(countAs(service, "a", table)).isEqualTo(1);
                assertThat(countAs(service, "b", table)).isEqualTo(2);
            }
        }
    }

    @Test
    void rawSqlWithoutATenantFailsAndSaysSo() throws SQLException {
        try (Connection service = service()) {
            assertThatThrownBy(() -> count(service, "notes")).hasMessageContaining("no tenant is set");
            service.rollback();
            assertThat(countAs(service, "a", "notes")).isEqualTo(1);
            // The setting is empty now, and not null.
            assertThatThrownBy(() -> count(service, "notes")).hasMessageContaining("no tenant is set");
        }
    }

    @Test
    void rawSqlCannotWriteForAnotherTenant() throws SQLException {
        try (Connection service = service()) {
            begin(service, "a");
            assertThatThrownBy(() -> run(service, "INSERT INTO tenancy.notes VALUES ('b', '9', 'x')"))
                    .hasMessageContaining("row-level security");
            service.rollback();
            begin(service, "a");
            assertThat(run(service, "UPDATE tenancy.notes SET title = 'stolen' WHERE tenant_id = 'b'"))
                    .isZero();
            assertThat(run(service, "DELETE FROM tenancy.notes WHERE tenant_id = 'b'"))
                    .isZero();
            assertThatThrownBy(() -> run(service, "UPDATE tenancy.notes SET tenant_id = 'b'"))
                    .isInstanceOf(SQLException.class);
            service.rollback();
        }
    }

    @Test
    void theServiceCannotChangeWhoLeadsOrSwitchSecurityOff() throws SQLException {
        try (Connection service = service()) {
            assertThatThrownBy(() -> run(service, "UPDATE tenancy.sync_control SET epoch = 99"))
                    .hasMessageContaining("permission denied");
            service.rollback();
            begin(service, "a");
            assertThatThrownBy(() -> run(service, "ALTER TABLE tenancy.notes DISABLE ROW LEVEL SECURITY"))
                    .hasMessageContaining("must be owner");
            service.rollback();
        }
    }

    @Test
    void everyTenantTableHasForcedSecurityAndOnePolicyForAllCommands() {
        assertThat(Server.value(
                        url,
                        "SELECT string_agg(relname, ',' ORDER BY relname) FROM pg_class WHERE relrowsecurity"
                                + " AND relforcerowsecurity AND relnamespace = 'tenancy'::regnamespace"))
                .isEqualTo(
                        "note_tags,notes,sync_dead_letters,sync_divergences,sync_repairs,sync_stale_writes,sync_state");
        assertThat(Server.value(
                        url,
                        "SELECT string_agg(cmd || count, ',') FROM (SELECT cmd, count(*) FROM pg_policies WHERE"
                                + " schemaname = 'tenancy' AND qual LIKE '%require_current_tenant()%' AND with_check LIKE"
                                + " '%require_current_tenant()%' GROUP BY cmd) p"))
                .isEqualTo("ALL7");
        assertThat(Server.value(
                        url,
                        "SELECT rolsuper OR rolbypassrls OR rolcanlogin FROM pg_roles WHERE rolname = 'tenancy_app'"))
                .isEqualTo("f");
    }

    private static Image image(String tenant, String id) {
        Struct content = Struct.builder()
                .put("title", tenant + id)
                .put("tags", Value.Items.of(Value.of("tag")))
                .build();
        return Image.Present.of(RecordKey.of(tenant, id), new VersionStamp(1, "t"), content);
    }

    private Connection service() throws SQLException {
        Connection connection = Server.connect(url);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET ROLE tenancy_app");
        }
        connection.setAutoCommit(false);
        return connection;
    }

    private static void begin(Connection connection, String tenant) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT set_config('app.tenant_id', '" + tenant + "', true)");
        }
    }

    private static long countAs(Connection connection, String tenant, String table) throws SQLException {
        begin(connection, tenant);
        long count = count(connection, table);
        connection.commit();
        return count;
    }

    private static long count(Connection connection, String table) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM tenancy." + table)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static int run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }
}
