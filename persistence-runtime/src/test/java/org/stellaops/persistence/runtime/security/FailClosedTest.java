// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.stellaops.persistence.EntityStore;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.gate.MoveResult;
import org.stellaops.persistence.dualwrite.gate.StageGate;
import org.stellaops.persistence.dualwrite.verify.Verdict;
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.Id;
import org.stellaops.persistence.entity.Tenancy;
import org.stellaops.persistence.runtime.ModuleDescriptor;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.PersistenceModule;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.MongoEngine;
import org.stellaops.persistence.testkit.engine.MongoExtension;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresEngine;
import org.stellaops.persistence.testkit.engine.PostgresExtension;

/** A module opens, moves and serves only on a database that protects tenants, and needs no more rights than the script gives. */
@ExtendWith({MongoExtension.class, PostgresExtension.class})
class FailClosedTest {

    private static final ModuleDescriptor DESK = ModuleDescriptor.of("vault", EntityType.of(Secret.class));

    @Entity(module = "vault", table = "secrets", tenancy = Tenancy.TENANT)
    record Secret(@Id String id, String hint) {}

    @Test
    void aModuleThatUsesPostgresDoesNotOpenAsSuperuser(MongoEngine mongo, PostgresEngine engine) {
        PostgresDatabase postgres = engine.createDatabase("refused");
        MongoDatabaseName legacy = mongo.createDatabase();

        assertThatThrownBy(() -> open(legacy, asSuperuser(postgres), "dual-write"))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("module vault does not use PostgreSQL")
                .hasMessageContaining("is a superuser")
                .hasMessageContaining("persistence.postgres.security.login: warn");
        System.out.println("fail-closed: start: a superuser is refused by Persistence.open");
    }

    @Test
    void aModuleThatDoesNotUsePostgresOpensAndIsRefusedTheMove(MongoEngine mongo, PostgresEngine engine) {
        PostgresDatabase postgres = engine.createDatabase("unused");
        try (Persistence persistence = open(mongo.createDatabase(), asSuperuser(postgres), "legacy-only")) {
            EntityStore<Secret> secrets = persistence.tenantStore(Secret.class).forTenant("a");
            assertThat(secrets.put(new Secret("1", "h"), Precondition.none()).isApplied())
                    .isTrue();
            PersistenceModule module = persistence.module("vault");

            assertThat(refusalOf(module, Stage.DUAL_WRITE)).contains("is a superuser");
            assertThat(module.stage()).isEqualTo(Stage.LEGACY_ONLY);
        }
    }

    private static String refusalOf(PersistenceModule module, Stage stage) {
        try {
            return module.moveTo(stage).toString();
        } catch (StoreException e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Test
    void aModuleThatHasServedIsRefusedAsWell(MongoEngine mongo, PostgresEngine engine) {
        PostgresDatabase postgres = engine.createDatabase("served");
        MongoDatabaseName legacy = mongo.createDatabase();
        open(legacy, LeastRights.in(postgres, DESK).yaml(postgres), "dual-write")
                .close();

        assertThatThrownBy(() -> open(legacy, asSuperuser(postgres), "dual-write"))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("is a superuser");
    }

    @Test
    void aServerThatCannotBeAskedIsNoReasonNotToOpenWhileMongoLeads(MongoEngine mongo, PostgresEngine engine) {
        PostgresDatabase postgres = engine.createDatabase("asked");
        MongoDatabaseName legacy = mongo.createDatabase();
        open(legacy, LeastRights.in(postgres, DESK).yaml(postgres), "dual-write")
                .close();

        String nowhere = "{ jdbc-url: \"jdbc:postgresql://localhost:1/d\", user: u, connect-timeout: 300ms }";
        try (Persistence persistence = open(legacy, nowhere, "dual-write")) {
            assertThat(persistence.module("vault").stage()).isEqualTo(Stage.DUAL_WRITE);
        }
    }

    @Test
    void anotherMachineIsSpokenToWithTlsOnly(PostgresEngine engine) {
        String section = asSuperuser(engine.createDatabase("clear"));
        assertThatThrownBy(() -> open("mongodb://db.example:27017", "d", section, "legacy-only"))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("module vault does not use MongoDB")
                .hasMessageContaining("persistence.mongo.tls.root-certificate");
    }

    @Test
    void everyOperationWorksWithWhatTheScriptGives(MongoEngine mongo, PostgresEngine engine) {
        PostgresDatabase postgres = engine.createDatabase("least");
        String section = LeastRights.in(postgres, DESK).yaml(postgres);
        try (Persistence persistence = open(mongo.createDatabase(), section, "legacy-only")) {
            PersistenceModule module = persistence.module("vault");
            EntityStore<Secret> secrets = persistence.tenantStore(Secret.class).forTenant("a");
            int number = 0;
            for (Stage stage : List.of(
                    Stage.LEGACY_ONLY,
                    Stage.DUAL_WRITE,
                    Stage.SHADOW_READ,
                    Stage.TARGET_LED,
                    Stage.RAMP_DOWN,
                    Stage.TARGET_LED,
                    Stage.SHADOW_READ)) {
                if (stage != module.stage()) {
                    assertThat(module.moveTo(stage)).isInstanceOf(MoveResult.Moved.class);
                }
                if (stage == Stage.DUAL_WRITE) {
                    assertThat(module.backfill()).allMatch(it -> it.isFinished());
                }
                String id = "n" + number++;
                assertThat(secrets.put(new Secret(id, "h"), Precondition.absent())
                                .isApplied())
                        .isTrue();
                assertThat(secrets.put(new Secret("gone", "h"), Precondition.none())
                                .isApplied())
                        .isTrue();
                assertThat(secrets.delete("gone", Precondition.none()).isApplied())
                        .isTrue();
                assertThat(secrets.find(id)).isPresent();
                assertThat(module.deadLetters(EntityType.of(Secret.class), java.util.Optional.empty(), 10)
                                .entries())
                        .isEmpty();
                if (stage != Stage.LEGACY_ONLY) {
                    assertThat(module.dualWrite().drain(java.time.Duration.ofMinutes(1)))
                            .isTrue();
                    assertThat(module.verify()).allMatch(it -> it.verdict() == Verdict.PASS);
                }
            }
        }
        System.out.println(
                "fail-closed: start: seven stages, each with writes, reads, deletes, dead letters and verification, as"
                        + " least-privileged logins");
    }

    private static String asSuperuser(PostgresDatabase postgres) {
        return "{ jdbc-url: \"%s\", user: \"%s\", password: \"%s\" }"
                .formatted(postgres.jdbcUrl(), postgres.user(), postgres.password());
    }

    private static Persistence open(MongoDatabaseName mongo, String postgres, String stage) {
        return open(mongo.connectionString(), mongo.name(), postgres, stage);
    }

    private static Persistence open(String uri, String database, String postgres, String stage) {
        String yaml = """
                persistence:
                  mongo: { uri: "%s", database: %s }
                  postgres: %s
                  modules: { vault: { stage: %s } }
                """.formatted(uri, database, postgres, stage);
        return Persistence.builder(Config.parse(yaml, Map.of("PG_PASSWORD", LeastRights.PASSWORD)))
                .modules(DESK)
                .gates(StageGate.none())
                .meters(new SimpleMeterRegistry())
                .open();
    }
}
