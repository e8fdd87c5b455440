// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.stellaops.persistence.EntityStore;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.modules.audit.AuditChain;
import org.stellaops.persistence.modules.audit.AuditEvent;
import org.stellaops.persistence.modules.audit.AuditModule;
import org.stellaops.persistence.modules.audit.AuditRetention;
import org.stellaops.persistence.modules.audit.RetentionPolicy;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.testkit.engine.MongoEngine;
import org.stellaops.persistence.testkit.engine.MongoExtension;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresEngine;
import org.stellaops.persistence.testkit.engine.PostgresExtension;

/** What need not be kept is removed from the beginning of a chain, the rest stays provable, with either store leading. */
@ExtendWith({MongoExtension.class, PostgresExtension.class})
class AuditRetentionTest {

    private static final String TENANT = "acme";
    private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");

    private EntityStore<AuditEvent> events;
    private EntityStore<RetentionPolicy> policies;
    private AuditChain chain;

    @ParameterizedTest
    @EnumSource(names = {"DUAL_WRITE", "TARGET_LED"})
    void whatPoliciesAllowIsRemovedAndTheRestStaysProvable(Stage stage, MongoEngine mongo, PostgresEngine postgres) {
        PostgresDatabase database = postgres.createDatabase("retention");
        try (OpenModule opened = OpenModule.at(stage, AuditModule.descriptor(), mongo.createDatabase(), database)) {
            events = opened.persistence().tenantStore(AuditEvent.class).forTenant(TENANT);
            policies = opened.persistence().tenantStore(RetentionPolicy.class).forTenant(TENANT);
            chain = new AuditChain(events);
            for (int day = 0; day < 10; day++) {
                append(day, day == 6 ? "license" : "user");
            }
            AuditRetention retention = new AuditRetention(events, policies, () -> FIRST.plus(Duration.ofDays(20)));

            assertThat(retention.removeExpired("operator", 100).removed())
                    .as("no policy")
                    .isZero();
            policy("*", 11, false);
            assertThat(retention.removeExpired("operator", 2))
                    .isEqualTo(new AuditRetention.Removal(2, Optional.of(2L), false));
            assertThat(chain.firstBreak()).isEmpty();
            policy("license", 1, true);
            assertThat(retention.removeExpired("operator", 100))
                    .as("a legal hold on the seventh")
                    .isEqualTo(new AuditRetention.Removal(4, Optional.of(6L), true));
            assertThat(chain.firstBreak()).isEmpty();
            policy("license", 1, false);
            assertThat(retention.removeExpired("operator", 100).through()).contains(9L);
            assertThat(numbers()).containsExactly(10L, 11L, 12L, 13L);
            assertThat(chain.firstBreak()).isEmpty();
            opened.drain();

            append(10, "user");
            remove(10);
            assertThat(chain.firstBreak()).as("removed by somebody else").contains(11L);
        }
        postgres.dropDatabase(database);
    }

    private void append(int day, String entityType) {
        assertThat(chain.append(new AuditChain.Entry(
                                UUID.randomUUID(),
                                "somebody",
                                "update",
                                entityType,
                                "1",
                                FIRST.plus(Duration.ofDays(day)),
                                null,
                                null))
                        .isApplied())
                .isTrue();
    }

    private void policy(String entityType, int days, boolean legalHold) {
        assertThat(policies.put(
                                new RetentionPolicy(entityType, days, legalHold, "operator", FIRST, FIRST),
                                Precondition.none())
                        .isApplied())
                .isTrue();
    }

    private List<AuditEvent> all() {
        return events.find(Query.all().orderBy(AuditEvent.EVENT_NUMBER.asc()).limit(100))
                .items();
    }

    private List<Long> numbers() {
        return all().stream().map(AuditEvent::eventNumber).toList();
    }

    private void remove(long number) {
        AuditEvent event = all().stream()
                .filter(it -> it.eventNumber() == number)
                .findFirst()
                .orElseThrow();
        assertThat(events.delete(event.id(), Precondition.none()).isApplied()).isTrue();
    }
}
