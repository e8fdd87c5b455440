// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.status.scene.Chromium;
import org.stellaops.persistence.status.scene.ShopScene;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.MongoExtension;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresExtension;

/** Makes pictures of the page, into the directory that {@code status.screenshots} names. */
@ExtendWith({MongoExtension.class, PostgresExtension.class})
@EnabledIfSystemProperty(named = "status.screenshots", matches = ".+")
class ScreenshotsTest {

    private final Path directory = Path.of(System.getProperty("status.screenshots", "target"));

    @Test
    void picturesAtThreeWidthsInBothThemes(MongoDatabaseName mongo, PostgresDatabase postgres) throws Exception {
        Files.createDirectories(directory);
        try (ShopScene scene = ShopScene.open(mongo, postgres);
                Chromium chromium = Chromium.start();
                StatusPage page = StatusPage.builder(scene.persistence())
                        .events(scene.events())
                        .service("shop")
                        .start();
                StatusServer server = StatusServer.start(
                        page, ServerSettings.local(0).with(AccessToken.of("0123456789abcdef0123456789abcdef")))) {
            act(scene);
            for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
                for (int width : List.of(390, 834, 1440)) {
                    shoot(chromium, server, width, scheme);
                }
            }
            assertThat(chromium.complaints()).isEmpty();
        }
    }

    private static void act(ShopScene scene) throws InterruptedException {
        scene.writeOthers(40);
        assertThat(scene.persistence()
                        .module("catalogue")
                        .moveTo(Stage.SHADOW_READ)
                        .isMoved())
                .isTrue();
        scene.writeOrders(120, "secret");
        scene.corrupt(
                "UPDATE orders.orders SET cents = cents + 1, note = 'changed' WHERE order_id IN ('o-00007', 'o-00031')");
        scene.corrupt("UPDATE orders.orders SET customer = 'x' WHERE order_id = 'o-00044'");
        scene.corrupt("DELETE FROM orders.orders WHERE order_id = 'o-00058'");
        var unused = scene.persistence().module("catalogue").backfill();
        var verified = scene.persistence().module("catalogue").verify();
        assertThat(verified).hasSize(1);
        for (int i = 0; i < 240; i++) {
            scene.readAndCompare("o-%05d".formatted(i % 120));
            if (i % 7 == 0) {
                scene.writeOrders(3, "secret");
            }
            Thread.sleep(Duration.ofMillis(300).toMillis());
        }
        scene.persistence()
                .module("orders")
                .dualWrite()
                .order("drill", "Ada", "to see the trail", List.of("a sentence"));
        var orders = scene.persistence().module("orders").verify();
        assertThat(orders).hasSize(1);
    }

    private void shoot(Chromium chromium, StatusServer server, int width, ColorScheme scheme) {
        Page page = chromium.page(width, scheme);
        page.navigate(server.address() + "#orders");
        page.waitForSelector(".divergence");
        page.waitForSelector(".uplot");
        page.waitForSelector(".gate");
        page.click(".divergence:last-child summary");
        page.evaluate("() => scrollTo(0, 0)");
        String name = "status-page-" + width + "-" + scheme.name().toLowerCase(Locale.ROOT);
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(directory.resolve(name + ".png"))
                .setFullPage(true));
        page.context().close();
    }
}
