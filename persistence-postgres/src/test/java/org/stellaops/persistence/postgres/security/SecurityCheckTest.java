// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.postgres.PostgresBackend;
import org.stellaops.persistence.postgres.config.PostgresConfig;
import org.stellaops.persistence.postgres.config.PostgresSecurity;
import org.stellaops.persistence.postgres.config.SecurityCheck;
import org.stellaops.persistence.spi.ApplyAnswer;
import org.stellaops.persistence.spi.TargetStore;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresExtension;

/** Each misconfiguration is made with SQL, refused at start, mended by the statements of its finding, and accepted then. */
@ExtendWith(PostgresExtension.class)
class SecurityCheckTest {

    private static SecuredModule module;
    private static String database;

    @BeforeAll
    static void install(PostgresDatabase made) {
        database = made.name();
        module = new SecuredModule(made).install();
    }

    static Stream<Arguments> misconfigurations() {
        return Stream.of(
                broken(SecurityCheck.ROW_LEVEL_SECURITY, "ALTER TABLE guarded.notes DISABLE ROW LEVEL SECURITY"),
                broken(SecurityCheck.ROW_LEVEL_SECURITY, "ALTER TABLE guarded.notes NO FORCE ROW LEVEL SECURITY"),
                broken(
                        SecurityCheck.ROW_LEVEL_SECURITY,
                        "ALTER TABLE guarded.note_tags DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY"),
                broken(SecurityCheck.ROW_LEVEL_SECURITY, "ALTER TABLE guarded.sync_state DISABLE ROW LEVEL SECURITY"),
                broken(
                        SecurityCheck.ROW_LEVEL_SECURITY,
                        "ALTER TABLE guarded.sync_dead_letters NO FORCE ROW LEVEL SECURITY"),
                broken(
                        SecurityCheck.ROW_LEVEL_SECURITY,
                        "ALTER TABLE guarded.sync_stale_writes DISABLE ROW LEVEL SECURITY"),
                broken(SecurityCheck.ROW_LEVEL_SECURITY, "CREATE TABLE guarded.forgotten (tenant_id text)"),
                broken(SecurityCheck.POLICIES, "CREATE POLICY extra ON guarded.notes USING (true)"),
                broken(
                        SecurityCheck.POLICIES,
                        "CREATE POLICY extra ON guarded.note_tags FOR SELECT TO PUBLIC USING (true)"),
                broken(SecurityCheck.POLICIES, "DROP POLICY tenant_isolation ON guarded.notes"),
                broken(SecurityCheck.POLICIES, "ALTER POLICY tenant_isolation ON guarded.notes USING (true)"),
                broken(SecurityCheck.POLICIES, "ALTER POLICY tenant_isolation ON guarded.notes WITH CHECK (true)"),
                broken(
                        SecurityCheck.POLICIES,
                        "ALTER POLICY tenant_isolation ON guarded.notes USING"
                                + " (tenant_id = (SELECT guarded_app.require_current_tenant()) OR title = '')"),
                broken(
                        SecurityCheck.POLICIES,
                        "ALTER POLICY tenant_isolation ON guarded.notes USING (tenant_id = current_setting('app.tenant_id'))"),
                broken(SecurityCheck.POLICIES, "ALTER POLICY tenant_isolation ON guarded.notes TO guarded_maintenance"),
                broken(
                        SecurityCheck.POLICIES,
                        "ALTER POLICY tenant_isolation ON guarded.sync_dead_letters USING (true)"),
                broken(
                        SecurityCheck.POLICIES,
                        "CREATE OR REPLACE FUNCTION guarded_app.require_current_tenant() RETURNS text LANGUAGE sql STABLE"
                                + " RETURN coalesce(current_setting('app.tenant_id', true), 'everybody')"),
                broken(SecurityCheck.POLICIES, "ALTER FUNCTION guarded_app.require_current_tenant() SECURITY DEFINER"),
                broken(SecurityCheck.POLICIES, "ALTER FUNCTION guarded_app.require_current_tenant() RESET search_path"),
                broken(SecurityCheck.LOGIN, "ALTER ROLE guarded_service SUPERUSER"),
                broken(SecurityCheck.LOGIN, "ALTER ROLE guarded_service BYPASSRLS"),
                broken(SecurityCheck.LOGIN, "ALTER ROLE guarded_service CREATEROLE"),
                broken(SecurityCheck.LOGIN, "ALTER ROLE guarded_app BYPASSRLS"),
                broken(SecurityCheck.LOGIN, "ALTER ROLE guarded_service_worker SUPERUSER"),
                broken(SecurityCheck.LOGIN, "ALTER TABLE guarded.notes OWNER TO guarded_service"),
                broken(SecurityCheck.LOGIN, "ALTER TABLE guarded.notes OWNER TO guarded_app"),
                broken(SecurityCheck.LOGIN, "ALTER TABLE guarded.sync_control OWNER TO guarded_service_worker"),
                broken(SecurityCheck.LOGIN, "ALTER SCHEMA guarded OWNER TO guarded_service"),
                broken(
                        SecurityCheck.LOGIN,
                        "ALTER FUNCTION guarded_app.require_current_tenant() OWNER TO guarded_service"),
                broken(SecurityCheck.LOGIN, "GRANT guarded_owner TO guarded_service"),
                broken(SecurityCheck.LOGIN, "GRANT guarded_maintenance TO guarded_service"),
                broken(SecurityCheck.LOGIN, "GRANT pg_execute_server_program TO guarded_service"),
                broken(SecurityCheck.LOGIN, "GRANT CREATE ON SCHEMA guarded_app TO PUBLIC"),
                broken(SecurityCheck.LOGIN, "GRANT TRUNCATE ON guarded.notes TO guarded_app"),
                broken(SecurityCheck.LOGIN, "GRANT TRIGGER ON guarded.places TO PUBLIC"),
                broken(SecurityCheck.CROSS_TENANT, "ALTER ROLE guarded_maintenance NOBYPASSRLS"),
                broken(SecurityCheck.CROSS_TENANT, "REVOKE guarded_maintenance FROM guarded_service_worker"),
                broken(
                        SecurityCheck.SEARCH_PATH,
                        "CREATE FUNCTION public.set_config(text, text, boolean) RETURNS text LANGUAGE sql RETURN 'caught'"),
                broken(SecurityCheck.SEARCH_PATH, "CREATE TABLE public.sync_control (module text)"),
                broken(SecurityCheck.SEARCH_PATH, "CREATE VIEW public.notes AS SELECT 1 AS one"));
    }

    private static Arguments broken(SecurityCheck check, String sql) {
        return Arguments.of(check, sql);
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("misconfigurations")
    void isRefusedAndMendedByTheStatementsOfTheFinding(SecurityCheck check, String sql) {
        module.execute(sql);
        try {
            List<SecurityFinding> findings = PostgresBackend.findings(module.config(), "guarded", SecuredModule.TYPES);
            assertThat(findings)
                    .isNotEmpty()
                    .allSatisfy(it -> assertThat(it.statements()).isNotEmpty());
            assertThat(findings).extracting(SecurityFinding::check).contains(check);

            assertThatThrownBy(() -> start(module.config()))
                    .isInstanceOfSatisfying(
                            StoreException.class,
                            it -> assertThat(it.fault().kind()).isEqualTo(Fault.Kind.REFUSED))
                    .hasMessageContainingAll(findings.stream()
                            .flatMap(it -> it.statements().stream())
                            .toArray(String[]::new))
                    .hasMessageContaining("persistence.postgres.security." + check.configName() + ": warn");

            module.execute(
                    findings.stream().flatMap(it -> it.statements().stream()).toArray(String[]::new));
            start(module.config());
        } finally {
            module.execute(
                    "DROP FUNCTION IF EXISTS public.set_config(text, text, boolean)",
                    "DROP TABLE IF EXISTS public.sync_control",
                    "DROP VIEW IF EXISTS public.notes",
                    "ALTER ROLE guarded_service IN DATABASE " + database + " RESET search_path",
                    "ALTER ROLE guarded_service_worker IN DATABASE " + database + " RESET search_path");
            module.execute(SecuredModule.script().toArray(String[]::new));
        }
        System.out.println("fail-closed: refused and mended: " + check.configName() + ": " + sql);
    }

    @Test
    void aSettingTurnsASingleCheckOff() {
        module.execute(
                "CREATE POLICY extra ON guarded.notes USING (true)", "GRANT TRUNCATE ON guarded.notes TO guarded_app");
        try {
            PostgresConfig one =
                    module.config().withSecurity(PostgresSecurity.defaults().reporting(SecurityCheck.POLICIES));
            assertThatThrownBy(() -> start(one)).hasMessageContaining("login: ").hasMessageNotContaining("policies");
            start(one.withSecurity(one.security().reporting(SecurityCheck.LOGIN)));
        } finally {
            module.execute("DROP POLICY extra ON guarded.notes");
            module.execute(SecuredModule.script().toArray(String[]::new));
        }
    }

    @Test
    void aSuperuserIsRefusedUnlessTheConfigurationSaysSo() {
        assertThatThrownBy(() -> start(module.asSuperuser()))
                .hasMessageContaining("is a superuser")
                .hasMessageContaining("persistence grants");
        start(module.asSuperuser().withSecurity(PostgresSecurity.defaults().reporting(SecurityCheck.LOGIN)));
    }

    @Test
    void aServerOnAnotherMachineMustBeReachedEncryptedAndNothingIsSentBefore() {
        PostgresConfig remote = PostgresConfig.of("jdbc:postgresql://192.0.2.1:5432/d", "u", "p");
        for (String url : List.of(
                "jdbc:postgresql://192.0.2.1/d",
                "jdbc:postgresql://192.0.2.1/d?sslmode=prefer",
                "jdbc:postgresql://localhost,db.example:5433/d?sslmode=allow",
                "jdbc:postgresql://[2001:db8::1]:5432/d?sslmode=disable")) {
            assertThatThrownBy(() -> start(remote.withJdbcUrl(url)))
                    .as(url)
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("tls: ")
                    .hasMessageContaining("sslmode=verify-full")
                    .hasMessageContaining("persistence.postgres.security.tls: warn");
        }
        assertThat(SecurityInspection.ofAddress(remote.withJdbcUrl("jdbc:postgresql://h/d?sslmode=verify-full")))
                .isEmpty();
        assertThat(SecurityInspection.ofAddress(remote.withJdbcUrl("jdbc:postgresql://127.0.0.1:5432/d")))
                .isEmpty();
    }

    @Test
    void theLeastRightsAreEnoughAndNoMore() {
        try (PostgresBackend backend = PostgresBackend.open(module.config(), "guarded")) {
            TargetStore notes = backend.store(SecuredModule.NOTES);
            assertThat(notes.applyAll(List.of(SecuredModule.note("a", "1", 1), SecuredModule.note("b", "1", 1)), 0))
                    .containsOnly(new ApplyAnswer.Applied());
            assertThat(notes.count()).isEqualTo(2);
            assertThat(notes.find(RecordKey.of("a", "1"))).isPresent();
        }
        assertThat(rightsOf("guarded_service"))
                .isEqualTo("note_tags:DELETE,INSERT,SELECT,UPDATE notes:DELETE,INSERT,SELECT,UPDATE"
                        + " places:DELETE,INSERT,SELECT,UPDATE schema_migrations:SELECT sync_control:SELECT"
                        + " sync_state:INSERT,SELECT,UPDATE");
        assertThat(rightsOf("guarded_reader"))
                .isEqualTo(
                        "schema_migrations:SELECT sync_control:SELECT sync_dead_letters:SELECT sync_divergences:SELECT"
                                + " sync_entries:SELECT sync_read_shapes:SELECT sync_state:SELECT");
        assertThat(
                        module.value(
                                "SELECT has_column_privilege('guarded_reader', 'guarded.sync_stale_writes', 'token', 'SELECT')"
                                        + " AND NOT has_column_privilege('guarded_reader', 'guarded.sync_stale_writes', 'content', 'SELECT')"))
                .isEqualTo("t");
        assertThat(SecuredModule.script()).noneMatch(it -> it.contains("ALL TABLES"));
    }

    private static String rightsOf(String login) {
        return module.value("""
                SELECT string_agg(relname || ':' || rights, ' ' ORDER BY relname) FROM (
                    SELECT c.relname, string_agg(p.name, ',' ORDER BY p.name) AS rights
                    FROM pg_class c, unnest(ARRAY['SELECT','INSERT','UPDATE','DELETE','TRUNCATE','REFERENCES','TRIGGER']) AS p(name)
                    WHERE c.relnamespace = 'guarded'::regnamespace AND c.relkind = 'r'
                      AND has_table_privilege('%s', c.oid, p.name)
                    GROUP BY c.relname) AS r
                """.formatted(login));
    }

    @Test
    void aPlainOwnerIsRefusedWithTheStatementsThatMakeRoles(PostgresDatabase made) {
        module.execute("CREATE ROLE plain_owner LOGIN PASSWORD 'p'");
        module.execute("GRANT CREATE ON DATABASE " + database + " TO plain_owner");
        PostgresConfig config = PostgresConfig.of(made.jdbcUrl(), "plain_owner", "p");
        try {
            assertThatThrownBy(() -> {
                        try (PostgresBackend backend = PostgresBackend.open(config, "plain")) {
                            backend.prepare(List.of());
                        }
                    })
                    .hasMessageContaining("cross-tenant: login \"plain_owner\" cannot work across tenants")
                    .hasMessageContaining("login: login \"plain_owner\" owns")
                    .hasMessageContaining("persistence grants");
        } finally {
            module.execute("DROP OWNED BY plain_owner CASCADE");
            module.execute("DROP ROLE plain_owner");
        }
    }

    @Test
    void aLoginThatMayNotMakeWhatIsMissingIsToldWhoMay() {
        assertThatThrownBy(() -> {
                    try (PostgresBackend backend = PostgresBackend.open(module.as("guarded_reader"), "absent")) {
                        backend.prepare(List.of());
                    }
                })
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("schema absent lacks sync_")
                .hasMessageContaining("persistence migrations run")
                .hasMessageContaining("persistence.postgres.owner");
    }

    @Test
    void anOwnerInTheConfigurationMakesTheTablesAndServesNothing() {
        PostgresConfig config = module.config();
        PostgresConfig withOwner = config.withSecurity(
                PostgresSecurity.defaults().withOwner(module.as("guarded_owner").service()));
        module.execute("DROP TABLE guarded.places");
        assertThatThrownBy(() -> start(config)).hasMessageContaining("lacks places.id, places.name");
        start(withOwner);
        start(config);
        try (PostgresBackend backend = PostgresBackend.open(config, "guarded")) {
            assertThat(backend.store(SecuredModule.PLACES)
                            .query(Optional.empty(), org.stellaops.persistence.query.Query.all())
                            .items())
                    .isEmpty();
        }
    }

    private static void start(PostgresConfig config) {
        try (PostgresBackend backend = PostgresBackend.open(config, "guarded")) {
            backend.prepare(SecuredModule.TYPES);
        }
    }
}
