// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.status.scene.Chromium;
import org.stellaops.persistence.status.scene.ShopScene;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.MongoEngine;
import org.stellaops.persistence.testkit.engine.MongoExtension;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresEngine;
import org.stellaops.persistence.testkit.engine.PostgresExtension;
import org.stellaops.persistence.testkit.leak.Injected;

/** The page in a real Chromium, over a service with real databases. */
@ExtendWith({MongoExtension.class, PostgresExtension.class})
class StatusPageBrowserTest {

    private static final String TOKEN = "5f1c9b7d3a8e4f60b2d7c1a9e8f3b6d4";
    private static final String SECRET = Injected.text("content");
    private static final double LONGEST_WAIT_MILLIS = 60_000;
    private static final Set<String> SERIOUS = Set.of("serious", "critical");

    private static Chromium chromium;

    @BeforeAll
    static void start() {
        chromium = Chromium.start();
    }

    @AfterAll
    static void stop() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @AfterEach
    void leave() {
        chromium.leave();
    }

    @Test
    void aDivergenceIsShownWithinTwoSecondsOfItsConfirmation(MongoEngine mongo, PostgresEngine postgres) {
        try (ShopScene scene = ShopScene.open(mongo.createDatabase(), postgres.createDatabase("status"));
                StatusPage shown = page(scene);
                StatusServer server = StatusServer.start(shown, ServerSettings.local(0))) {
            scene.writeOrders(20, SECRET);
            Page page = open(server, 1440, ColorScheme.LIGHT);
            assertThat(page.locator(".divergence").count()).isZero();

            scene.corrupt("UPDATE orders.orders SET cents = cents + 1 WHERE order_id = 'o-00007'");
            await().until(() -> {
                scene.readAndCompare("o-00007");
                return scene.confirmedAt().isPresent();
            });
            page.waitForSelector(".divergence:has-text('o-00007')");
            Duration took =
                    Duration.ofNanos(System.nanoTime() - scene.confirmedAt().orElseThrow());
            System.out.println("status-page: shown=" + took.toMillis() + "ms");

            // The bound is what the page promises; it publishes twice a second.
            assertThat(took).isLessThan(Duration.ofSeconds(2));
            page.click(".divergence summary");
            assertThat(page.locator(".divergence .diff").innerText()).contains("cents", "Int64");
            assertThat(page.locator(".row:has-text('orders')").innerText()).contains("Problem");
            page.waitForSelector("#part-steps .refused:has-text('repair or explain them')");
            expectNoComplaint();
        }
    }

    @Test
    void theProgressOfABackfillIsShownLive(MongoEngine mongo, PostgresEngine postgres) {
        try (ShopScene scene = ShopScene.open(mongo.createDatabase(), postgres.createDatabase("status"));
                StatusPage shown = page(scene);
                StatusServer server = StatusServer.start(shown, ServerSettings.local(0))) {
            scene.writeOrders(20, SECRET);
            Page page = open(server, 1440, ColorScheme.LIGHT);
            assertThat(scene.persistence().module("orders").backfill()).hasSize(1);
            assertThat(scene.persistence().module("orders").verify()).hasSize(1);

            Locator work = page.locator("#part-work");
            page.waitForSelector("#part-work :text('PASS')");
            assertThat(work.innerText()).contains("Backfill of orders", "Verification of orders", "20 of 20");
            page.waitForSelector("#part-audit :text('backfilled')");
        }
    }

    @Test
    void thePageComesBackAfterARestartOfTheService(MongoEngine mongo, PostgresEngine postgres) {
        MongoDatabaseName legacy = mongo.createDatabase();
        PostgresDatabase target = postgres.createDatabase("status");
        Page page;
        int port;
        try (ShopScene scene = ShopScene.open(legacy, target);
                StatusPage shown = page(scene);
                StatusServer server = StatusServer.start(shown, ServerSettings.local(0))) {
            port = server.address().getPort();
            page = open(server, 834, ColorScheme.LIGHT);
        }
        page.waitForSelector(".pill-lost");
        assertThat(page.locator("#connection").innerText()).contains("Disconnected", "as of");
        assertThat(page.locator("#banner").innerText()).contains("comes back by itself");
        assertThat(page.locator(".row").count()).as("what was known stays").isEqualTo(4);

        try (ShopScene scene = ShopScene.open(legacy, target);
                StatusPage shown = page(scene);
                StatusServer server = StatusServer.start(shown, ServerSettings.local(port))) {
            assertThat(server.address().getPort()).isEqualTo(port);
            page.waitForSelector(".pill-live");
            assertThat(page.locator("#banner").isHidden()).isTrue();
            assertThat(scene.persistence()
                            .module("billing")
                            .moveTo(Stage.DUAL_WRITE)
                            .isMoved())
                    .isTrue();
            page.waitForSelector(".row:has-text('billing') [aria-label^='dual write']");
        }
    }

    @Test
    void nothingSecretIsSent(MongoEngine mongo, PostgresEngine postgres) {
        try (ShopScene scene = ShopScene.open(mongo.createDatabase(), postgres.createDatabase("status"));
                StatusPage shown = page(scene);
                StatusServer server =
                        StatusServer.start(shown, ServerSettings.local(0).with(AccessToken.of(TOKEN)))) {
            scene.writeOrders(10, SECRET);
            scene.corrupt("UPDATE orders.orders SET customer = '" + SECRET + " too' WHERE order_id = 'o-00003'");
            List<String> received = new ArrayList<>();
            Page page = chromium.page(1440, ColorScheme.LIGHT);
            page.onResponse(it -> {
                if (!it.url().endsWith("/events")) {
                    received.add(it.url() + " " + it.headers() + " " + it.text());
                }
            });
            page.navigate(server.address() + "#orders");
            assertThat(scene.persistence().module("orders").verify()).hasSize(1);
            page.waitForSelector(".divergence:has-text('o-00003')");
            received.add(page.content());
            received.add(shown.find("status.json", "", "").orElseThrow().text());
            received.add(shown.find("history.json", "orders", "").orElseThrow().text());

            assertThat(received).hasSizeGreaterThan(10);
            assertThat(received)
                    .noneMatch(it -> it.contains(SECRET)
                            || it.contains(TOKEN)
                            || it.contains("mongodb://")
                            || it.contains("jdbc:"));
            System.out.println("status-page: texts=" + received.size() + " secrets=0");
        }
    }

    @Test
    void axeFindsNothingSeriousInEitherTheme(MongoEngine mongo, PostgresEngine postgres) {
        try (ShopScene scene = ShopScene.open(mongo.createDatabase(), postgres.createDatabase("status"));
                StatusPage shown = page(scene);
                StatusServer server =
                        StatusServer.start(shown, ServerSettings.local(0).with(AccessToken.of(TOKEN)))) {
            scene.writeOrders(10, SECRET);
            scene.writeOthers(3);
            scene.corrupt("UPDATE orders.orders SET cents = -1 WHERE order_id = 'o-00003'");
            assertThat(scene.persistence().module("orders").verify()).hasSize(1);
            int checked = 0;
            for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
                for (int width : List.of(390, 1440)) {
                    Page page = open(server, width, scheme);
                    page.waitForSelector(".divergence");
                    page.waitForSelector(".gate");
                    page.waitForSelector(".trail li");
                    page.click(".divergence summary");
                    expectAccessible(page);
                    checked++;
                }
                Page page = open(server, 834, scheme);
                page.click("#actions-key");
                page.waitForSelector("#dialog[open]");
                expectAccessible(page);
                checked++;
            }
            System.out.println("status-page: axe=" + checked);
            expectNoComplaint();
        }
    }

    @Test
    void aKeyboardReachesEveryModuleAndTheThemesStay(MongoEngine mongo, PostgresEngine postgres) {
        try (ShopScene scene = ShopScene.open(mongo.createDatabase(), postgres.createDatabase("status"));
                StatusPage shown = page(scene);
                StatusServer server = StatusServer.start(shown, ServerSettings.local(0))) {
            Page page = open(server, 1440, ColorScheme.LIGHT);
            page.focus(".row >> nth=2");
            page.keyboard().press("Enter");
            page.waitForSelector("#detail-title:has-text('billing')");
            assertThat(page.evaluate("() => document.activeElement.dataset.focus"))
                    .isEqualTo("module-billing");
            page.click("[data-theme-choice=dark]");
            page.reload();
            page.waitForSelector(".pill-live");
            assertThat(page.evaluate("() => document.documentElement.dataset.theme"))
                    .isEqualTo("dark");
            assertThat(page.locator("#detail-title").innerText()).isEqualTo("billing");
            expectNoComplaint();
        }
    }

    @Test
    void withTheTokenAModuleIsMovedAndTheTrailSaysByWhomAndWhy(MongoEngine mongo, PostgresEngine postgres) {
        try (ShopScene scene = ShopScene.open(mongo.createDatabase(), postgres.createDatabase("status"));
                StatusPage shown = page(scene);
                StatusServer server =
                        StatusServer.start(shown, ServerSettings.local(0).with(AccessToken.of(TOKEN)))) {
            Page page = open(server, 1440, ColorScheme.LIGHT);
            page.click(".step button:has-text('dual write')");
            page.fill("#token", "0".repeat(32));
            page.click("#dialog .button:not(.ghost)");
            page.waitForSelector("#dialog-title:has-text('refused')");
            page.click("#dialog .button");
            assertThat(scene.persistence().module("orders").stage()).isEqualTo(Stage.SHADOW_READ);
            chromium.complaints().clear();

            page.click(".step button:has-text('dual write')");
            page.fill("#token", TOKEN);
            page.click("#dialog .button:not(.ghost)");
            page.fill("#by", "Ada");
            page.fill("#reason", "a drill");
            page.click("#dialog .button:has-text('Move to dual write')");
            page.waitForSelector("#progress:has-text('orders is in dual write')");

            assertThat(scene.persistence().module("orders").stage()).isEqualTo(Stage.DUAL_WRITE);
            page.click("#dialog .button");
            page.waitForSelector("#part-audit :text('a drill')");
            assertThat(page.locator("#part-audit").innerText()).contains("ordered", "Ada", "shadow-read -> dual-write");
            assertThat(page.evaluate("() => JSON.stringify(localStorage) + location.href"))
                    .asString()
                    .doesNotContain(TOKEN);
            expectNoComplaint();
        }
    }

    private static StatusPage page(ShopScene scene) {
        return StatusPage.builder(scene.persistence())
                .events(scene.events())
                .service("shop")
                .start();
    }

    private static Page open(StatusServer server, int width, ColorScheme scheme) {
        Page page = chromium.page(width, scheme);
        page.setDefaultTimeout(LONGEST_WAIT_MILLIS);
        page.navigate(server.address() + "#orders");
        page.waitForSelector(".pill-live");
        return page;
    }

    private static void expectAccessible(Page page) {
        List<Rule> serious = new AxeBuilder(page)
                .setLegacyMode(true).analyze().getViolations().stream()
                        .filter(it -> SERIOUS.contains(it.getImpact()))
                        .toList();
        assertThat(serious)
                .as("what axe finds serious")
                .extracting(it -> it.getId() + ": " + it.getNodes())
                .isEmpty();
    }

    private static void expectNoComplaint() {
        assertThat(chromium.complaints()).as("errors on the console").isEmpty();
    }
}
