// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.gate.MoveResult;
import org.stellaops.persistence.runtime.cutover.CutoverPlan;
import org.stellaops.persistence.runtime.cutover.CutoverResult;
import org.stellaops.persistence.status.HttpRequests.Raw;
import org.stellaops.persistence.status.action.StageActions;
import org.stellaops.persistence.status.action.StageOrder;
import org.stellaops.persistence.status.internal.collect.ModuleProbe;
import org.stellaops.persistence.status.scene.SlowModule;

/** What the server answers, refuses and survives. */
class StatusServerTest {

    private static final String TOKEN = "5f1c9b7d3a8e4f60b2d7c1a9e8f3b6d4";
    private static final String JSON = "Content-Type: application/json\r\n";
    private static final String ALLOWED = "Authorization: Bearer " + TOKEN + "\r\n" + JSON;
    private static final String ORDER =
            "{\"module\":\"slow\",\"to\":\"target-led\",\"by\":\"Ada\",\"reason\":\"a drill\"}";

    private final SlowModule module = new SlowModule();
    private final List<StageOrder> orders = new ArrayList<>();
    private StatusPage page;
    private StatusServer server;
    private HttpRequests http;

    @BeforeEach
    void start() {
        page = StatusPageBuilder.of(List.<ModuleProbe>of(module))
                .actions(new Noted())
                .start();
        server = StatusServer.start(page, ServerSettings.local(0).with(AccessToken.of(TOKEN)));
        http = new HttpRequests(server.address());
    }

    @AfterEach
    void stop() {
        server.close();
        page.close();
    }

    /** Notes what was ordered. */
    private final class Noted implements StageActions {

        @Override
        public CutoverPlan plan(String name, Stage to) {
            if (!name.equals("slow")) {
                throw new IllegalArgumentException("module " + name + " was not opened");
            }
            return new CutoverPlan(name, Stage.SHADOW_READ, to, List.of(to), Optional.empty(), Optional.empty());
        }

        @Override
        public CutoverResult cutover(StageOrder order, Consumer<MoveResult> progress) {
            orders.add(order);
            MoveResult moved = new MoveResult.Moved(Stage.SHADOW_READ, order.to(), Duration.ofMillis(12));
            progress.accept(moved);
            return new CutoverResult(plan(order.module(), order.to()), List.of(moved));
        }
    }

    @Test
    void everyAnswerTellsBrowsersToAllowNothingElse() throws IOException {
        for (String path : List.of("/", "/app.js", "/status.json", "/nothing", "/charts/uPlot.iife.min.js")) {
            Raw answer = http.get(path);
            assertThat(answer.header("Content-Security-Policy"))
                    .as(path)
                    .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                    .doesNotContain("unsafe");
            assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
            assertThat(answer.header("Server")).isEmpty();
            assertThat(answer.header("Access-Control-Allow-Origin")).isEmpty();
        }
        assertThat(http.get("/").text())
                .contains("<title>Persistence status</title>")
                .doesNotContain("<style", "style=", "onclick", "http://", "https://");
    }

    @Test
    void onlyKnownNamesAreAnswered() throws IOException {
        assertThat(http.get("/status.json").text()).contains("\"name\":\"slow\"", "\"actions\":true");
        assertThat(http.get("/history.json?module=slow&range=day").status()).isEqualTo(200);
        assertThat(http.get("/history.json?module=other").status()).isEqualTo(404);
        assertThat(http.get("/history.json").status()).isEqualTo(404);
        assertThat(http.get("/../pom.xml").status()).isIn(400, 404);
        assertThat(http.get("/%2e%2e/%2e%2e/etc/passwd").status()).isIn(400, 404);
        assertThat(http.get("/index.html").status()).isEqualTo(200);
        assertThat(http.post("/status.json", JSON, "{}").status()).isEqualTo(405);
    }

    @Test
    void aRequestByAForeignNameIsRefused() throws IOException {
        for (String host :
                List.of("evil.example", "evil.example:80", "localhost.evil.example", "127.0.0.1.evil.example", "")) {
            assertThat(http.send("GET /status.json HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                            .status())
                    .as(host)
                    .isIn(400, 421);
        }
        assertThat(http.send("GET /status.json HTTP/1.1\r\nHost: 127.0.0.1:1\r\nConnection: close\r\n\r\n")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void anOrderNeedsTheTokenInItsHeader() throws IOException {
        assertThat(http.post("/actions/cutover", JSON, ORDER).status()).isEqualTo(401);
        assertThat(http.post("/actions/cutover", JSON + "Authorization: Bearer " + "0".repeat(32) + "\r\n", ORDER)
                        .status())
                .isEqualTo(401);
        assertThat(http.post("/actions/cutover", JSON + "Authorization: Basic " + TOKEN + "\r\n", ORDER)
                        .status())
                .isEqualTo(401);
        assertThat(http.post("/actions/cutover?token=" + TOKEN, JSON, ORDER).status())
                .isEqualTo(401);
        assertThat(http.get("/actions/cutover").status()).isEqualTo(405);
        assertThat(orders).isEmpty();
    }

    @Test
    void anOrderOfAnotherSiteIsRefusedAlthoughItsTokenIsRight() throws IOException {
        assertThat(http.post("/actions/cutover", ALLOWED + "Origin: https://evil.example\r\n", ORDER)
                        .status())
                .isEqualTo(403);
        assertThat(orders).isEmpty();
    }

    @Test
    void anOrderIsCarriedOutAndShown() throws IOException {
        Raw answer = http.post("/actions/cutover", ALLOWED + "Origin: http://localhost\r\n", ORDER);

        assertThat(answer.status()).as(answer.text()).isEqualTo(202);
        await().until(() ->
                page.find("status.json", "", "").orElseThrow().text().contains("\"state\":\"done\""));
        assertThat(orders).containsExactly(new StageOrder("slow", Stage.TARGET_LED, "Ada", "a drill", false));
        assertThat(http.post("/actions/plan", ALLOWED, ORDER).text()).contains("\"way\":[\"target-led\"]");
    }

    @Test
    void anOrderThatMakesNoSenseIsRefused() throws IOException {
        for (String body : List.of(
                "",
                "[]",
                "{",
                "{\"module\":\"slow\"}",
                ORDER.replace("target-led", "nowhere"),
                ORDER.replace("a drill", " "),
                ORDER.replace("a drill", "x".repeat(201)),
                ORDER + "{}")) {
            assertThat(http.post("/actions/cutover", ALLOWED, body).status())
                    .as(body)
                    .isEqualTo(400);
        }
        assertThat(http.post("/actions/plan", ALLOWED, ORDER.replace("slow", "other"))
                        .status())
                .isEqualTo(400);
        assertThat(http.post("/actions/cutover", ALLOWED, " ".repeat(5000)).status())
                .isEqualTo(413);
        assertThat(http.post("/actions/cutover", ALLOWED.replace("application/json", "text/plain"), ORDER)
                        .status())
                .isEqualTo(415);
        assertThat(http.post("/actions/drop", ALLOWED, ORDER).status()).isEqualTo(404);
        assertThat(orders).isEmpty();
    }

    @Test
    void withoutATokenThePageOnlyShows() throws IOException {
        try (StatusServer shows = StatusServer.start(page, ServerSettings.local(0))) {
            assertThat(new HttpRequests(shows.address())
                            .post("/actions/cutover", ALLOWED, ORDER)
                            .status())
                    .isEqualTo(403);
        }
        assertThat(orders).isEmpty();
    }

    @Test
    void requestsBeyondALimitAreRefusedAndTheNextOneIsAnswered() throws IOException {
        assertThat(http.send("GET /" + "x".repeat(20_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                        .status())
                .isIn(414, 431);
        assertThat(http.send("GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(20_000) + "\r\n\r\n")
                        .status())
                .isEqualTo(431);
        assertThat(http.get("/status.json").status()).isEqualTo(200);
    }

    @Test
    void manyReadersAreServedAndMoreAreTurnedAway() throws IOException {
        List<Socket> sockets = new ArrayList<>();
        List<String> answers = new ArrayList<>();
        try {
            for (int i = 0; i < 40; i++) {
                Socket socket = http.open();
                sockets.add(socket);
                socket.getOutputStream()
                        .write("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.UTF_8));
                answers.add(firstLine(socket));
            }
            assertThat(answers.subList(0, 32)).allMatch(it -> it.contains(" 200 "));
            assertThat(answers.subList(32, 40)).allMatch(it -> it.contains(" 503 "));
            assertThat(http.get("/status.json").status()).isEqualTo(200);
        } finally {
            for (Socket it : sockets) {
                it.close();
            }
        }
        await().until(() -> {
            try (Socket socket = http.open()) {
                socket.getOutputStream()
                        .write("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.UTF_8));
                return firstLine(socket).contains(" 200 ");
            }
        });
    }

    @Test
    void connectionsThatSendNothingDoNotKeepOthersAwayForLong() throws IOException {
        List<Socket> idle = new ArrayList<>();
        try {
            for (int i = 0; i < 150; i++) {
                idle.add(http.open());
            }
            for (Socket it : idle.subList(0, 150)) {
                it.close();
            }
            await().until(() -> http.get("/status.json").status() == 200);
        } finally {
            for (Socket it : idle) {
                it.close();
            }
        }
    }

    @Test
    void aPortThatIsTakenIsSaid() {
        ServerSettings same = ServerSettings.local(server.address().getPort());

        assertThatThrownBy(() -> StatusServer.start(page, same))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(Integer.toString(same.port()))
                .hasMessageContaining("name another port");
    }

    @Test
    void anAddressThatOthersReachNeedsANameAndATokenNeedsLength() {
        assertThatThrownBy(() -> new ServerSettings("0.0.0.0", 0, Set.of(), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("names by which browsers may call");
        assertThat(new ServerSettings("0.0.0.0", 0, Set.of("status.example"), Optional.empty()).bind())
                .isEqualTo("0.0.0.0");
        assertThatThrownBy(() -> AccessToken.of("short"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("openssl rand")
                .hasMessageNotContaining("short");
        assertThat(AccessToken.of(TOKEN)).hasToString("AccessToken");
    }

    private static String firstLine(Socket socket) throws IOException {
        StringBuilder line = new StringBuilder();
        InputStream in = socket.getInputStream();
        for (int it = in.read(); it >= 0 && it != '\n'; it = in.read()) {
            line.append((char) it);
        }
        return line.toString();
    }
}
