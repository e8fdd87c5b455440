// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.examples.shop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.backfill.BackfillRun;
import org.stellaops.persistence.dualwrite.gate.MoveResult;
import org.stellaops.persistence.dualwrite.verify.Verdict;
import org.stellaops.persistence.dualwrite.verify.VerificationReport;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.PersistenceModule;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.MongoExtension;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresExtension;

/** The service in every stage: what it stored before a move is there after it. */
@ExtendWith({MongoExtension.class, PostgresExtension.class})
class ShopTest {

    private static final String TENANT = "acme";

    @Test
    void theServiceWalksThroughAllStages(MongoDatabaseName mongo, PostgresDatabase postgres, @TempDir Path folder)
            throws Exception {
        Config config = Config.load(ShopConfig.write(folder, mongo, postgres, Stage.LEGACY_ONLY));
        try (Persistence persistence = Persistence.open(config, ShopModule.descriptor())) {
            Shop shop = new Shop(persistence);
            PersistenceModule module = persistence.module("shop");
            work(shop, Stage.LEGACY_ONLY);

            move(module, Stage.DUAL_WRITE);
            assertThat(module.backfill()).allMatch(BackfillRun::isFinished);
            work(shop, Stage.DUAL_WRITE);
            requireEqualStores(module);
            for (Stage next : List.of(Stage.SHADOW_READ, Stage.TARGET_LED, Stage.RAMP_DOWN, Stage.TARGET_ONLY)) {
                move(module, next);
                work(shop, next);
            }

            assertThat(shop.above(TENANT, 0)).hasSize(Stage.values().length);
            assertThat(ShopMain.serve(shop)).startsWith("orders above 5.00: ");
        }
    }

    private static void work(Shop shop, Stage stage) {
        String orderId = "o-" + stage.configName();
        Product product = new Product("tea-" + stage.configName(), "Tea", new BigDecimal("4.50"));
        Order order = new Order(
                orderId,
                "Ada",
                900,
                Instant.parse("2026-01-01T00:00:00Z"),
                null,
                List.of("gift"),
                List.of(new Line(product.sku(), 2)),
                JsonNodeFactory.instance.objectNode().put("channel", "web"));
        assertThat(shop.sell(product).isApplied()).isTrue();
        assertThat(shop.place(TENANT, order).isApplied()).isTrue();
        assertThat(shop.place(TENANT, order)).isInstanceOf(WriteOutcome.Conflict.class);
        assertThat(shop.annotate(TENANT, orderId, "by post").isApplied()).isTrue();

        assertThat(shop.product(product.sku())).contains(product);
        assertThat(shop.order(TENANT, orderId))
                .hasValueSatisfying(it -> assertThat(it.note()).isEqualTo("by post"))
                .hasValueSatisfying(it -> assertThat(it.lines()).isEqualTo(order.lines()));
        assertThat(shop.order("another tenant", orderId)).isEmpty();
    }

    /** The last step wants a verification of the way back, and the watch window of the configuration. */
    private static void move(PersistenceModule module, Stage next) {
        if (next == Stage.TARGET_ONLY) {
            requireEqualStores(module);
        }
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(module.moveTo(next)).isInstanceOf(MoveResult.Moved.class));
    }

    private static void requireEqualStores(PersistenceModule module) {
        assertThat(module.dualWrite().drain(Duration.ofMinutes(1))).isTrue();
        assertThat(module.verify()).extracting(VerificationReport::verdict).containsOnly(Verdict.PASS);
    }
}
