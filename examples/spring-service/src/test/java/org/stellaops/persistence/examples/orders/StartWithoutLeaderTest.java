// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.examples.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import org.stellaops.persistence.spring.test.PersistenceTest;
import org.stellaops.persistence.spring.test.TestDatabases;

/** An application that is started while MongoDB, which leads, is down: live, not ready, and at work as soon as MongoDB is back. */
@PersistenceTest
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "persistence.modules.shop.stage=dual-write",
            "persistence.mongo.server-selection-timeout=1s",
            "persistence.postgres.connect-timeout=1s",
            "management.health.db.enabled=false",
            "management.health.mongo.enabled=false",
            "management.health.mongodb.enabled=false"
        })
class StartWithoutLeaderTest {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String READINESS = "/actuator/health/readiness";

    @Autowired
    private TestDatabases databases;

    @Autowired
    private Environment environment;

    @BeforeEach
    void needsAServerThatCanBeStopped() {
        assumeThat(databases.mongoEngine().isRestartable())
                .as("a server that can be stopped")
                .isTrue();
    }

    @Test
    void itIsLiveAndNotReadyUntilTheLeaderIsBack() {
        OrdersClient first = new OrdersClient(environment.getRequiredProperty("local.server.port", int.class));
        assertThat(first.put("acme", "before")).isEqualTo(200);

        try (ConfigurableApplicationContext application = startedWithoutMongo()) {
            OrdersClient client = clientOf(application);
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(client.get(READINESS).statusCode()).isEqualTo(200));
            assertThat(client.put("acme", "after")).isEqualTo(200);
            assertThat(client.get("/acme/orders/before").statusCode()).isEqualTo(200);
            assertThat(client.get("/acme/orders/never").statusCode()).isEqualTo(404);
        }
        System.out.println("spring-service: boot=" + SpringBootVersion.getVersion()
                + " start-without-leader=live,not-ready,then-ready");
    }

    private ConfigurableApplicationContext startedWithoutMongo() {
        databases.mongoEngine().stop();
        try {
            ConfigurableApplicationContext application = startAnother();
            refuses(clientOf(application));
            return application;
        } finally {
            databases.mongoEngine().startAgain();
        }
    }

    private static void refuses(OrdersClient client) {
        assertThat(client.get("/actuator/health/liveness").statusCode()).isEqualTo(200);
        assertThat(client.get(READINESS).statusCode()).isEqualTo(503);
        assertThat(client.get("/actuator/health").body())
                .contains("\"open\":false", "\"state\":\"waiting\"", "persistence.mongo: ");
        assertThat(client.get("/actuator/persistence/shop").body())
                .contains("\"open\":false", "\"configured\":\"dual-write\"");
        assertThat(client.put("acme", "never")).isEqualTo(503);
    }

    private static OrdersClient clientOf(ConfigurableApplicationContext application) {
        return new OrdersClient(application.getEnvironment().getRequiredProperty("local.server.port", int.class));
    }

    private ConfigurableApplicationContext startAnother() {
        return new SpringApplicationBuilder(OrdersApplication.class)
                .run(Stream.concat(
                                Stream.of(
                                                "persistence.mongo.uri",
                                                "persistence.mongo.database",
                                                "persistence.mongo.server-selection-timeout",
                                                "persistence.postgres.jdbc-url",
                                                "persistence.postgres.user",
                                                "persistence.postgres.password",
                                                "persistence.postgres.connect-timeout",
                                                "persistence.postgres.security.login",
                                                "persistence.modules.shop.stage",
                                                "spring.datasource.url",
                                                "spring.datasource.username",
                                                "spring.datasource.password",
                                                "management.health.db.enabled",
                                                "management.health.mongo.enabled",
                                                "management.health.mongodb.enabled")
                                        .map(it -> "--" + it + "=" + environment.getRequiredProperty(it)),
                                Stream.of("--server.port=0", "--persistence.start.retry=100ms"))
                        .toArray(String[]::new));
    }
}
