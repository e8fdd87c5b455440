// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultProxyTest {

    private static final int TIMEOUT_MILLIS = 300;

    private final AtomicInteger served = new AtomicInteger();

    private ServerSocket server;
    private FaultProxy proxy;

    /** Answers each byte with the byte that follows it. */
    @BeforeEach
    void start() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Connection.daemon("echo", this::acceptAll);
        proxy = FaultProxy.before(new InetSocketAddress("localhost", server.getLocalPort()));
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        server.close();
    }

    @Test
    void bytesPassInBothDirections() throws IOException {
        try (Socket client = connect()) {
            assertThat(ask(client, 7)).isEqualTo(8);
            assertThat(ask(client, 41)).isEqualTo(42);
            assertThat(proxy.openConnections()).isEqualTo(1);
        }
        await().until(() -> proxy.openConnections() == 0);
    }

    @Test
    void aCutEndsWhatIsOpenAndNothingElse() throws IOException {
        try (Socket client = connect()) {
            assertThat(ask(client, 1)).isEqualTo(2);
            proxy.cut();
            assertBroken(client);
        }
        try (Socket another = connect()) {
            assertThat(ask(another, 1)).isEqualTo(2);
        }
    }

    @Test
    void whatIsRefusedNeverReachesTheServer() throws IOException {
        proxy.refuse();
        assertThatThrownBy(() -> {
                    try (Socket client = connect()) {
                        int answer = ask(client, 1);
                        assertThat(answer).isEqualTo(-1);
                        throw new IOException("closed");
                    }
                })
                .isInstanceOf(IOException.class);
        assertThat(served).hasValue(0);

        proxy.forward();
        try (Socket client = connect()) {
            assertThat(ask(client, 1)).isEqualTo(2);
        }
    }

    @Test
    void whatIsStalledGoesOnLater() throws IOException {
        try (Socket client = connect()) {
            assertThat(ask(client, 1)).isEqualTo(2);
            proxy.stall();
            assertThatThrownBy(() -> ask(client, 3)).isInstanceOf(SocketTimeoutException.class);
            assertThat(served).hasValue(1);

            proxy.forward();
            client.setSoTimeout(0);
            assertThat(client.getInputStream().read()).isEqualTo(4);
        }
    }

    @Test
    void aDelayHoldsBackEachDirection() throws IOException {
        try (Socket client = connect()) {
            client.setSoTimeout(0);
            proxy.delay(Duration.ofMillis(40));
            long begin = System.nanoTime();
            assertThat(ask(client, 1)).isEqualTo(2);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(75));
        }
    }

    @Test
    void aDroppedReplyLeavesTheRequestDone() throws IOException {
        try (Socket client = connect()) {
            proxy.dropReplies();
            assertThatThrownBy(() -> ask(client, 1)).isInstanceOf(SocketTimeoutException.class);
            await().until(() -> served.get() == 1);
        }
    }

    @Test
    void aConnectionThatIsCutOnReplyHasDoneWhatWasAsked() throws IOException {
        try (Socket client = connect()) {
            client.setSoTimeout(0);
            proxy.cutOnReply();
            assertBroken(client);
            assertThat(served).hasValue(1);
        }
    }

    @Test
    void aConnectionThatIsCutOnRequestHasDoneNothing() throws IOException {
        try (Socket client = connect()) {
            client.setSoTimeout(0);
            proxy.cutOnRequest();
            assertBroken(client);
            assertThat(served).hasValue(0);
        }
    }

    @Test
    void onlyARequestOfTheGivenKindCutsTheConnection() throws IOException {
        try (Socket client = connect()) {
            client.setSoTimeout(0);
            proxy.cutOnRequest(sent -> sent[0] == 1);
            assertThat(ask(client, 5)).isEqualTo(6);
            assertBroken(client);
            assertThat(served).hasValue(1);
        }
    }

    private static void assertBroken(Socket client) {
        assertThatThrownBy(() -> {
                    int answer = ask(client, 1);
                    throw new IOException("closed with " + answer);
                })
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(SocketTimeoutException.class)
                .hasMessageNotContaining("closed with 2");
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket("localhost", proxy.address().getPort());
        socket.setSoTimeout(TIMEOUT_MILLIS);
        return socket;
    }

    private static int ask(Socket client, int question) throws IOException {
        client.getOutputStream().write(question);
        return client.getInputStream().read();
    }

    private void acceptAll() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Connection.daemon("echo of one", () -> echo(client));
            } catch (IOException e) {
                // Closed; the loop's condition tells.
            }
        }
    }

    private void echo(Socket client) {
        try (client) {
            for (int read = client.getInputStream().read();
                    read >= 0;
                    read = client.getInputStream().read()) {
                served.incrementAndGet();
                client.getOutputStream().write(read + 1);
            }
        } catch (IOException e) {
            // The client is gone.
        }
    }
}
