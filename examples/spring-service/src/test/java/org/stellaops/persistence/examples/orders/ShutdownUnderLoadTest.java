// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.examples.orders;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.stellaops.persistence.dualwrite.verify.Verdict;
import org.stellaops.persistence.dualwrite.verify.VerificationReport;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.PersistenceModule;
import org.stellaops.persistence.spring.test.TestDatabases;

/** The service is stopped while its callers write: what was acknowledged is there after the next start, in both stores. */
class ShutdownUnderLoadTest {

    private static final int CALLERS = 4;
    private static final int BEFORE_SHUTDOWN = 200;

    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final CountDownLatch enough = new CountDownLatch(BEFORE_SHUTDOWN);

    @Test
    @SuppressWarnings("try") // Closing it under load is what is tested.
    void noAcknowledgedWriteIsLostByAShutdownUnderLoad() throws InterruptedException {
        try (TestDatabases databases = TestDatabases.create()) {
            try (ConfigurableApplicationContext service = start(databases)) {
                // The library has its own; nobody asked Spring Boot for one.
                assertThat(service.getBeansOfType(MongoClient.class)).isEmpty();
                List<Thread> callers = callers(port(service));
                assertThat(enough.await(2, TimeUnit.MINUTES)).isTrue();
                service.close();
                for (Thread caller : callers) {
                    caller.join(Duration.ofMinutes(1).toMillis());
                    assertThat(caller.isAlive()).isFalse();
                }
            }
            try (ConfigurableApplicationContext service = start(databases)) {
                OrdersClient client = new OrdersClient(port(service));
                PersistenceModule shop = service.getBean(Persistence.class).module("shop");
                // The shutdown has sent everything, so that nothing is left for this start to send.
                assertThat(shop.verify())
                        .extracting(VerificationReport::verdict)
                        .containsOnly(Verdict.PASS);
                long lost = acknowledged.stream()
                        .filter(it -> client.get("/acme/orders/" + it).statusCode() != 200)
                        .count();
                System.out.println("spring-service: boot=" + SpringBootVersion.getVersion() + " shutdown acknowledged="
                        + acknowledged.size() + " lost=" + lost);
                assertThat(lost).isZero();
            }
        }
    }

    private static ConfigurableApplicationContext start(TestDatabases databases) {
        return new SpringApplicationBuilder(OrdersApplication.class)
                .properties(Map.of(
                        "server.port", 0,
                        "spring.datasource.url", databases.postgres().jdbcUrl(),
                        "spring.datasource.username", databases.postgres().user(),
                        "PG_URL", databases.postgres().jdbcUrl(),
                        "PG_USER", databases.postgres().user(),
                        "PG_PASSWORD", databases.postgres().password(),
                        "MONGO_URI", databases.mongo().connectionString()))
                .run(
                        "--persistence.mongo.database=" + databases.mongo().name(),
                        "--persistence.postgres.security.login=warn",
                        "--persistence.modules.shop.stage=dual-write");
    }

    private static int port(ConfigurableApplicationContext service) {
        return service.getEnvironment().getRequiredProperty("local.server.port", int.class);
    }

    private List<Thread> callers(int port) {
        List<Thread> callers = new ArrayList<>();
        for (int caller = 0; caller < CALLERS; caller++) {
            String name = "c" + caller;
            Thread thread = new Thread(() -> write(new OrdersClient(port), name), name);
            thread.start();
            callers.add(thread);
        }
        return callers;
    }

    /** Until the service does not take requests any more. */
    private void write(OrdersClient client, String caller) {
        try {
            for (int order = 0; ; order++) {
                String id = caller + "-" + order;
                if (client.put("acme", id) == 200) {
                    acknowledged.add(id);
                    enough.countDown();
                }
            }
        } catch (UncheckedIOException e) {
            // The service is closed.
            return;
        }
    }
}
