// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.dualwrite.verify.Verdict;
import org.stellaops.persistence.dualwrite.verify.VerificationSettings;
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.Id;
import org.stellaops.persistence.entity.Tenancy;
import org.stellaops.persistence.mongo.MongoBackend;
import org.stellaops.persistence.postgres.PostgresBackend;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.DeadLetters.Which;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyBackend;
import org.stellaops.persistence.spi.StaleWrite;
import org.stellaops.persistence.spi.TargetBackend;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.MongoExtension;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresExtension;

/** Looking at a module, beside a service that uses it. */
@ExtendWith({MongoExtension.class, PostgresExtension.class})
class InspectionTest {

    @Entity(module = "depot", table = "parts", tenancy = Tenancy.TENANT)
    record Part(@Id String partId, String name) {}

    private static final EntityType<Part> TYPE = EntityType.of(Part.class);
    private static final ModuleDescriptor DEPOT = ModuleDescriptor.of("depot", TYPE);

    @Test
    void whatIsPendingAndWhatWasWrittenTooLateIsShown(MongoDatabaseName mongo, PostgresDatabase postgres) {
        try (Inspection inspection = inspect(mongo, postgres, Stage.LEGACY_ONLY)) {
            ModuleInspection module = inspection.module("depot");
            ModuleStatus empty = module.status();
            assertThat(empty.isComplete()).isTrue();
            assertThat(empty.leader()).contains(Side.LEGACY);
            assertThat(empty.legacy().control()).isEmpty();
            assertThat(empty.entities()).singleElement().satisfies(it -> {
                assertThat(it.pending()).isZero();
                assertThat(it.staleWrites()).contains(0L);
            });
            assertThat(module.verify(TYPE, VerificationSettings.defaults(), DualWriteListener.none())
                            .verdict())
                    .isEqualTo(Verdict.NOT_VERIFIED);
        }
        Image lost = writeAndLeavePending(mongo, postgres);

        try (Inspection inspection = inspect(mongo, postgres, Stage.DUAL_WRITE)) {
            ModuleInspection module = inspection.module("depot");
            assertThat(module.status().legacy().control())
                    .get()
                    .extracting(ControlRecord::phase, ControlRecord::epoch)
                    .containsExactly(ControlRecord.Phase.STEADY, 1L);
            assertThat(module.status().entities()).singleElement().satisfies(it -> {
                assertThat(it.pending()).isEqualTo(2);
                assertThat(it.pendingSince()).isPresent();
                assertThat(it.staleWrites()).contains(1L);
            });
            List<PendingKey> first = module.pending(TYPE, Optional.empty(), 1);
            assertThat(first).extracting(PendingKey::key).containsExactly(RecordKey.of("acme", "p1"));
            assertThat(module.pending(TYPE, Optional.of(first.get(0).key()), 5))
                    .singleElement()
                    .satisfies(it -> assertThat(it.isDeleted()).isTrue())
                    .satisfies(it -> assertThat(it.key()).isEqualTo(RecordKey.of("acme", "p2")));
            assertThat(module.deadLetters(TYPE, Which.ALL, Optional.empty(), 5).entries())
                    .isEmpty();
            List<StaleWrite> stale = module.staleWrites(TYPE, Optional.empty(), 5);
            assertThat(stale).extracting(StaleWrite::image).containsExactly(lost);
            assertThat(stale.get(0).epoch()).isEqualTo(3);
            assertThat(module.staleWrites(TYPE, Optional.of(stale.get(0)), 5)).isEmpty();
        }
    }

    @Test
    void aReadOnlyBackendRefusesToWrite(MongoDatabaseName mongo, PostgresDatabase postgres) {
        Config config = config(mongo, postgres, Stage.LEGACY_ONLY);
        Image.Tombstone image = new Image.Tombstone(RecordKey.of("acme", "x"), new VersionStamp(5, "t"));
        ControlRecord first = new ControlRecord(ControlRecord.Phase.STEADY, 1);
        try (TargetBackend target = PostgresBackend.openReadOnly(config.postgres(), "depot");
                LegacyBackend legacy = MongoBackend.openReadOnly(config.mongo().orElseThrow(), "depot")) {
            assertRefused(() -> target.store(TYPE).apply(image, 1));
            assertRefused(() -> target.control().initialise(first));
            assertRefused(() -> target.checkpoints().save("a", "b"));
            assertRefused(() -> legacy.store(TYPE).applyTombstone(image));
            assertRefused(() -> legacy.control().initialise(first));
            assertRefused(() -> legacy.control().raiseFence(7));
        }
    }

    private static void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable write) {
        assertThatThrownBy(write)
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("opened read-only");
    }

    private static Image writeAndLeavePending(MongoDatabaseName mongo, PostgresDatabase postgres) {
        Config config = config(mongo, postgres, Stage.LEGACY_ONLY);
        Part part = new Part("p9", "Bolt");
        Image.Present lost = Image.Present.of(
                RecordKey.of("acme", part.partId()),
                new VersionStamp(77, "token"),
                TYPE.codec().contentOf(part));
        try (Persistence persistence = Persistence.builder(config)
                .modules(DEPOT)
                .meters(new SimpleMeterRegistry())
                .withoutReconcilers()
                .open()) {
            var parts = persistence.tenantStore(Part.class).forTenant("acme");
            assertThat(parts.put(new Part("p1", "Nut"), Precondition.none()).isApplied())
                    .isTrue();
            assertThat(parts.put(new Part("p2", "Washer"), Precondition.none()).isApplied())
                    .isTrue();
            assertThat(parts.delete("p2", Precondition.none()).isApplied()).isTrue();
            persistence.module("depot").target().store(TYPE).reportStaleWrite(lost, 3);
            assertThat(persistence.module("depot").staleWrites(TYPE, Optional.empty(), 5))
                    .extracting(it -> it.reportedAt().isAfter(Instant.EPOCH))
                    .containsExactly(true);
        }
        return lost;
    }

    private static Inspection inspect(MongoDatabaseName mongo, PostgresDatabase postgres, Stage stage) {
        return Persistence.builder(config(mongo, postgres, stage))
                .modules(DEPOT)
                .inspect();
    }

    private static Config config(MongoDatabaseName mongo, PostgresDatabase postgres, Stage stage) {
        return Config.parse(
                """
                persistence:
                  mongo: { uri: "%s", database: %s }
                  postgres: { security: { login: warn }, jdbc-url: "%s", user: "%s", password: "${PG_PASSWORD}" }
                  modules: { depot: { stage: %s } }
                """.formatted(
                                mongo.connectionString(),
                                mongo.name(),
                                postgres.jdbcUrl(),
                                postgres.user(),
                                stage.configName()),
                Map.of("PG_PASSWORD", postgres.password()));
    }
}
