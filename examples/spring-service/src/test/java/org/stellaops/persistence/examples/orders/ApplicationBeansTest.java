// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.examples.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoClient;
import com.zaxxer.hikari.HikariDataSource;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.examples.orders.Order.Line;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.spring.test.PersistenceTest;
import org.stellaops.persistence.spring.test.PersistenceTest.Connections;
import org.stellaops.persistence.spring.test.TestDatabases;

/** With beans of the application for both databases, the library opens no connection of its own. */
@PersistenceTest(connections = Connections.APPLICATION)
@SpringBootTest(
        properties = {
            "spring.config.name=beans",
            "persistence.modules.shop.stage=dual-write",
            "persistence.modules.shop.follower-writes=sync",
            "spring.datasource.hikari.pool-name=of-the-application"
        })
class ApplicationBeansTest {

    @Autowired
    private Persistence persistence;

    @Autowired
    private HikariDataSource dataSource;

    @Autowired
    private MongoClient client;

    @Autowired
    private TestDatabases databases;

    @Test
    void theBeansOfTheApplicationAreUsed() {
        Order order = new Order("o1", "Ada", 900, List.of(new Line("tea", 2)));
        assertThat(persistence
                        .tenantStore(Order.class)
                        .forTenant("acme")
                        .put(order, Precondition.none())
                        .isApplied())
                .isTrue();
        assertThat(client.getDatabase(databases.mongo().name())
                        .getCollection("orders")
                        .countDocuments())
                .isEqualTo(1);
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(
                        () -> assertThat(persistence.module("shop").dualWrite().pendingDepth())
                                .isZero());
        assertThat(dataSource.getHikariPoolMXBean().getTotalConnections()).isPositive();
        assertThat(Stream.of(ManagementFactory.getThreadMXBean().dumpAllThreads(false, false))
                        .map(ThreadInfo::getThreadName)
                        .filter(it -> it.contains("of-the-application")))
                .isNotEmpty();
    }
}
