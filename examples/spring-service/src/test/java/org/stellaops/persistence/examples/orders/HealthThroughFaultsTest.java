// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.examples.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.core.env.Environment;
import org.stellaops.persistence.spring.test.PersistenceTest;
import org.stellaops.persistence.spring.test.TestDatabases;

/** What an orchestrator sees while MongoDB leads: a follower that is down changes nothing, a leader takes readiness away. */
@PersistenceTest
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "persistence.modules.shop.stage=dual-write",
            "persistence.mongo.server-selection-timeout=1s",
            "persistence.postgres.connect-timeout=1s",
            "persistence.stages.follow-interval=200ms",
            "persistence.stages.lease=1500ms",
            "management.health.db.enabled=false",
            "management.health.mongo.enabled=false",
            "management.health.mongodb.enabled=false"
        })
class HealthThroughFaultsTest {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String LIVENESS = "/actuator/health/liveness";
    private static final String READINESS = "/actuator/health/readiness";

    @Autowired
    private TestDatabases databases;

    @Autowired
    private Environment environment;

    private OrdersClient client;

    @BeforeEach
    void connect() {
        assumeThat(databases.postgresEngine().isRestartable()
                        && databases.mongoEngine().isRestartable())
                .as("servers that can be stopped")
                .isTrue();
        client = new OrdersClient(environment.getRequiredProperty("local.server.port", int.class));
    }

    @Test
    void aFollowerThatIsDownChangesNothingAndALeaderTakesReadinessAway() {
        assertThat(client.put("acme", "before")).isEqualTo(200);
        expect(200, "\"bothStoresAnswer\":true");

        databases.postgresEngine().stop();
        try {
            expect(200, "\"bothStoresAnswer\":false");
            assertThat(client.put("acme", "without-a-follower")).isEqualTo(200);
        } finally {
            databases.postgresEngine().startAgain();
        }
        expect(200, "\"bothStoresAnswer\":true");

        databases.mongoEngine().stop();
        try {
            expect(503, "\"leaderAnswers\":false");
            assertThat(client.put("acme", "without-a-leader")).isGreaterThanOrEqualTo(500);
        } finally {
            databases.mongoEngine().startAgain();
        }
        expect(200, "\"leaderAnswers\":true");
        assertThat(client.put("acme", "after")).isEqualTo(200);
        System.out.println("spring-service: boot=" + SpringBootVersion.getVersion()
                + " follower-down=live,ready leader-down=live,not-ready");
    }

    private void expect(int readiness, String detail) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(client.get("/actuator/health").body()).contains(detail);
            assertThat(client.get(READINESS).statusCode()).isEqualTo(readiness);
        });
        assertThat(client.get(LIVENESS).statusCode()).isEqualTo(200);
        assertThat(client.get(LIVENESS).body()).doesNotContain("persistence");
    }
}
