// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.postgres.migration.MigrationStatus.State;
import org.stellaops.persistence.testkit.engine.PostgresEngine;
import org.stellaops.persistence.testkit.engine.PostgresExtension;

/** Each migration runs once, wholly, and in its order, whoever runs it and whatever interrupts it. */
@ExtendWith(PostgresExtension.class)
class MigrationRunnerTest {

    private static final Set<MigrationCategory> ALL = EnumSet.allOf(MigrationCategory.class);
    private static final Migration BILLS = new Migration(
            "001_bills.sql",
            "CREATE TABLE IF NOT EXISTS billing.bills (id bigint PRIMARY KEY, cents bigint, paid boolean);"
                    + " INSERT INTO bills SELECT n, n FROM generate_series(1, 20) n ON CONFLICT DO NOTHING");
    private static final Migration INDEX =
            new Migration("002_index.sql", "CREATE INDEX IF NOT EXISTS idx_bills_cents ON bills (cents)");
    private static final Migration SEED =
            new Migration("S001_first_bill.sql", "INSERT INTO bills VALUES (1000, 5) ON CONFLICT (id) DO NOTHING");
    private static final Migration RELEASE =
            new Migration("100_rename.sql", "ALTER TABLE bills RENAME cents TO amount");
    private static final Migration DATA = new Migration(
            "DM001_paid.sql",
            "UPDATE bills SET paid = false WHERE id IN (SELECT id FROM bills WHERE paid IS NULL ORDER BY id LIMIT :batch)");

    private TestDatabase database;

    @BeforeEach
    void createDatabase(PostgresEngine engine) {
        database = new TestDatabase(engine.createDatabase("migrations"));
    }

    @Test
    void anEmptyDatabaseGetsThemInOrderAndASecondStartChangesNothing() throws SQLException {
        MigrationRunner runner = runner(SEED, INDEX, BILLS);

        assertThat(runner.startup().names()).containsExactly("001_bills.sql", "002_index.sql", "S001_first_bill.sql");
        String first = history();
        assertThat(runner.startup().steps()).isEmpty();

        assertThat(history()).isEqualTo(first);
        assertThat(database.value("SELECT count(*) FROM billing.bills")).isEqualTo("21");
        assertThat(database.value("SELECT string_agg(category || ' ' || length(checksum) || ' ' || (applied_by ="
                        + " session_user) || ' ' || (duration_ms >= 0), ',' ORDER BY migration_name)"
                        + " FROM billing.schema_migrations"))
                .isEqualTo("startup 64 true true,startup 64 true true,seed 64 true true");
    }

    @Test
    void aDatabaseWithDataKeepsItAndGetsWhatIsNew() throws SQLException {
        assertThat(runner(BILLS).startup().names()).hasSize(1);
        database.execute("UPDATE billing.bills SET cents = 7");

        assertThat(runner(BILLS, INDEX, SEED).startup().names())
                .containsExactly("002_index.sql", "S001_first_bill.sql");

        assertThat(database.value("SELECT count(*) FROM billing.bills WHERE cents = 7"))
                .isEqualTo("20");
    }

    @Test
    void eightRunnersAtOnceRunEachMigrationOnce() throws Exception {
        Migration counting = new Migration(
                "003_count.sql",
                "CREATE TABLE IF NOT EXISTS runs (n int); INSERT INTO runs VALUES (1) ON CONFLICT DO NOTHING");
        List<Future<MigrationReport>> reports = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (int i = 0; i < 8; i++) {
                reports.add(threads.submit(
                        () -> runner(BILLS, INDEX, counting, SEED).startup()));
            }
            List<String> names = new ArrayList<>();
            for (Future<MigrationReport> report : reports) {
                names.addAll(report.get().names());
            }
            assertThat(names)
                    .containsExactlyInAnyOrder(
                            "001_bills.sql", "002_index.sql", "003_count.sql", "S001_first_bill.sql");
        } finally {
            threads.shutdownNow();
        }
        assertThat(database.value("SELECT count(*) FROM billing.runs")).isEqualTo("1");
    }

    @Test
    void eightRunnersByCommandRunReleaseAndDataMigrationsOnce() throws Exception {
        assertThat(runner(BILLS).startup().names()).hasSize(1);
        List<Future<MigrationReport>> reports = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (int i = 0; i < 8; i++) {
                reports.add(threads.submit(() -> runner(BILLS, RELEASE, DATA).run(ALL)));
            }
            List<String> names = new ArrayList<>();
            for (Future<MigrationReport> report : reports) {
                names.addAll(report.get().names());
            }
            assertThat(names).containsExactlyInAnyOrder("100_rename.sql", "DM001_paid.sql");
        } finally {
            threads.shutdownNow();
        }
        assertThat(database.value("SELECT count(*) FROM billing.bills WHERE paid IS NULL"))
                .isEqualTo("0");
    }

    @Test
    void aChangedFileIsAnErrorThatNamesIt() throws SQLException {
        assertThat(runner(BILLS).startup().names()).hasSize(1);
        MigrationRunner changed = runner(new Migration(BILLS.name(), BILLS.sql() + " "), INDEX);

        assertThatThrownBy(changed::startup).isInstanceOf(StoreException.class).hasMessageContaining("001_bills.sql");

        assertThat(changed.verify()).singleElement().asString().contains("001_bills.sql", "checksum");
        assertThat(states(changed)).containsExactly(State.CHANGED, State.PENDING);
        assertThat(database.value("SELECT to_regclass('billing.idx_bills_cents') IS NULL"))
                .isEqualTo("t");
    }

    @Test
    void lineEndsOfACheckoutAreNoChange() {
        Migration windows = new Migration(INDEX.name(), "-- a\r\n" + INDEX.sql());
        Migration unix = new Migration(INDEX.name(), "-- a\n" + INDEX.sql());

        assertThat(windows.checksum()).isEqualTo(unix.checksum()).isNotEqualTo(INDEX.checksum());
    }

    @Test
    void aPendingReleaseMigrationStopsTheStartAndRunsByCommand() throws SQLException {
        MigrationRunner runner = runner(BILLS, RELEASE);

        assertThatThrownBy(runner::startup).isInstanceOf(StoreException.class).hasMessageContaining("100_rename.sql");
        assertThat(database.value("SELECT to_regclass('billing.bills') IS NULL"))
                .isEqualTo("t");

        assertThat(runner.run(ALL).names()).containsExactly("001_bills.sql", "100_rename.sql");
        assertThat(runner.startup().steps()).isEmpty();
        assertThat(runner.verify()).isEmpty();
    }

    @Test
    void aDryRunNamesAndTriesWhatWouldRunAndChangesNothing() throws SQLException {
        MigrationRunner runner = runner(BILLS, RELEASE, DATA);

        assertThat(runner.plan(ALL)).containsExactly(BILLS, RELEASE, DATA);
        assertThat(runner.rehearse(ALL).names()).containsExactly("001_bills.sql", "100_rename.sql");

        assertThat(states(runner)).containsOnly(State.PENDING);
        assertThat(database.value("SELECT to_regnamespace('billing') IS NULL")).isEqualTo("t");
        Migration broken = new Migration("101_broken.sql", "ALTER TABLE nothing RENAME TO something");
        assertThatThrownBy(() -> runner(BILLS, broken).rehearse(ALL)).hasMessageContaining("101_broken.sql");
    }

    @Test
    void aConnectionThatIsLostInTheMiddleLeavesNothingBehind() throws Exception {
        assertThat(runner(BILLS).startup().names()).hasSize(1);
        Migration slow = new Migration(
                "100_slow.sql", "ALTER TABLE bills ADD COLUMN note text; SELECT pg_sleep(600); DROP TABLE bills");
        CompletableFuture<MigrationReport> run =
                CompletableFuture.supplyAsync(() -> runner(BILLS, slow).run(ALL));
        await().atMost(Duration.ofMinutes(1))
                .until(() -> database.value("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE"
                                + " datname = current_database() AND wait_event = 'PgSleep'")
                        .equals("1"));

        assertThatThrownBy(run::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("100_slow.sql");

        assertThat(states(runner(BILLS, slow))).containsExactly(State.APPLIED, State.PENDING);
        assertThat(database.value("SELECT count(*) FROM information_schema.columns WHERE table_name = 'bills'"))
                .isEqualTo("3");
        Migration mended = new Migration("100_slow.sql", "ALTER TABLE bills ADD COLUMN note text");
        assertThat(runner(BILLS, mended).run(ALL).names()).containsExactly("100_slow.sql");
    }

    @Test
    void aDataMigrationContinuesWhereItWasInterrupted() throws SQLException {
        assertThat(runner(BILLS).startup().names()).hasSize(1);
        database.execute("CREATE FUNCTION billing.fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                + " RAISE EXCEPTION 'disk full' USING ERRCODE = '53100'; END $$;"
                + " CREATE TRIGGER fail BEFORE UPDATE ON billing.bills FOR EACH ROW WHEN (old.id = 11)"
                + " EXECUTE FUNCTION billing.fail()");
        MigrationRunner runner = runner(MigrationSettings.defaults().withBatchSize(4), BILLS, DATA);

        assertThatThrownBy(() -> runner.run(ALL))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("DM001_paid.sql");
        assertThat(database.value("SELECT count(*) FROM billing.bills WHERE NOT paid"))
                .isEqualTo("8");
        assertThat(states(runner)).containsExactly(State.APPLIED, State.PENDING);

        database.execute("DROP TRIGGER fail ON billing.bills");
        MigrationReport.Step step = runner.run(ALL).steps().get(0);
        assertThat(step.rows()).isEqualTo(12);
        assertThat(step.batches()).isEqualTo(4);
        assertThat(runner.run(ALL).steps()).isEmpty();
    }

    @Test
    void aDataMigrationWithoutABatchIsRejected() {
        Migration all = new Migration("DM001_all.sql", "UPDATE bills SET paid = false");

        assertThatThrownBy(() -> runner(BILLS, all).run(ALL)).hasMessageContaining(":batch");
    }

    @Test
    void aStartWritesNoMoreRowsThanAllowed() throws SQLException {
        Migration many = new Migration(
                "002_many.sql", "INSERT INTO bills SELECT n FROM generate_series(100, 200) n ON CONFLICT DO NOTHING");
        MigrationSettings settings = MigrationSettings.defaults().withStartupLimits(Duration.ofMinutes(1), 100);

        assertThatThrownBy(() -> runner(settings, BILLS, many).startup())
                .hasMessageContainingAll("002_many.sql", "101 rows", "DM001");
        assertThat(database.value("SELECT to_regclass('billing.bills') IS NULL"))
                .isEqualTo("t");
    }

    @Test
    void aStartTakesNoLongerThanAllowed() {
        Migration slow = new Migration("002_slow.sql", "SELECT pg_sleep(600)");
        MigrationSettings settings = MigrationSettings.defaults().withStartupLimits(Duration.ofSeconds(2), 100);

        assertThatThrownBy(() -> runner(settings, BILLS, slow).startup()).hasMessageContaining("002_slow.sql");
    }

    @Test
    void aStartDoesNothingThatBreaksTheVersionBefore() throws SQLException {
        Migration drop = new Migration("003_drop.sql", "DROP TABLE IF EXISTS bills");

        assertThatThrownBy(() -> runner(BILLS, drop).startup()).hasMessageContainingAll("003_drop.sql", "DROP TABLE");
        assertThat(runner(BILLS, drop).verify()).singleElement().asString().contains("003_drop.sql");
        assertThat(database.value("SELECT to_regclass('billing.bills') IS NULL"))
                .isEqualTo("t");
    }

    @Test
    void whatANewerVersionRanIsReportedAndDoesNotStopTheStart() {
        assertThat(runner(BILLS, INDEX).startup().names()).hasSize(2);
        MigrationRunner older = runner(BILLS);

        assertThat(older.startup().steps()).isEmpty();
        assertThat(states(older)).containsExactly(State.APPLIED, State.UNKNOWN);
        assertThat(older.verify()).singleElement().asString().contains("002_index.sql");
    }

    @Test
    void tablesAreIsolatedByTenantWithOneCall() throws SQLException {
        Migration notes = new Migration(
                "001_notes.sql",
                "CREATE TABLE IF NOT EXISTS notes (tenant_id text, id text, PRIMARY KEY (tenant_id, id));"
                        + " SELECT billing_app.isolate_by_tenant('notes'); SELECT billing_app.isolate_by_tenant('notes')");

        assertThat(runner(notes).startup().names()).hasSize(1);

        assertThat(database.value("SELECT relrowsecurity AND relforcerowsecurity FROM pg_class WHERE oid ="
                        + " 'billing.notes'::regclass"))
                .isEqualTo("t");
        assertThat(database.value("SELECT count(*) FROM pg_policies WHERE schemaname = 'billing'"))
                .isEqualTo("1");
    }

    @Test
    void tablesOfUuidTenantsAreIsolatedAsWell() throws SQLException {
        Migration notes = new Migration(
                "001_notes.sql",
                "CREATE TABLE IF NOT EXISTS notes (tenant_id uuid, id text, PRIMARY KEY (tenant_id, id));"
                        + " SELECT billing_app.isolate_by_tenant('notes')");
        assertThat(runner(notes).startup().names()).hasSize(1);
        String tenant = "11111111-1111-1111-1111-111111111111";
        database.execute("CREATE ROLE notes_reader; GRANT USAGE ON SCHEMA billing, billing_app TO notes_reader;"
                + " GRANT ALL ON billing.notes TO notes_reader; SET ROLE notes_reader;"
                + " SELECT set_config('app.tenant_id', '" + tenant + "', false); INSERT INTO billing.notes VALUES ('"
                + tenant + "', 'a')");

        assertThat(database.value("SELECT count(*) FROM billing.notes")).isEqualTo("1");
        assertThatThrownBy(() -> database.execute("SET ROLE notes_reader; SELECT set_config('app.tenant_id', '" + tenant
                        + "', false); INSERT INTO billing.notes VALUES (gen_random_uuid(), 'b')"))
                .hasMessageContaining("row-level security");
        database.execute("DROP OWNED BY notes_reader; DROP ROLE notes_reader");
    }

    @Test
    void theFilesOfAModuleAreFoundOnTheClassPath() {
        Migrations shop = Migrations.ofModule("shop");

        assertThat(shop.all()).extracting(Migration::name).containsExactly("001_create_orders.sql");
        assertThat(Migrations.ofModule("nothing").all()).isEmpty();
    }

    @Test
    void aNameWithoutACategoryIsRejected() {
        for (String name :
                List.of("first.sql", "000_a.sql", "200_a.sql", "1_a.sql", "S000_a.sql", "D001_a.sql", "001_A.sql")) {
            assertThatThrownBy(() -> new Migration(name, "")).as(name).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> Migrations.of("billing", BILLS, BILLS)).hasMessageContaining(BILLS.name());
    }

    private MigrationRunner runner(Migration... migrations) {
        return runner(MigrationSettings.defaults(), migrations);
    }

    private MigrationRunner runner(MigrationSettings settings, Migration... migrations) {
        return new MigrationRunner(database.dataSource(), Migrations.of("billing", migrations), settings);
    }

    private static List<State> states(MigrationRunner runner) {
        return runner.status().stream().map(MigrationStatus::state).toList();
    }

    private String history() throws SQLException {
        return database.value(
                "SELECT string_agg(migration_name || applied_at || checksum, ',' ORDER BY migration_name) FROM"
                        + " billing.schema_migrations");
    }
}
