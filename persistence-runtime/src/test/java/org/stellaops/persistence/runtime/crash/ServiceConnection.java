// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.crash;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** One caller's way to a service under test: a line is asked, a line is answered. For one thread. */
final class ServiceConnection implements AutoCloseable {

    private final Socket socket;
    private final BufferedReader answers;
    private final Writer asked;

    ServiceConnection(int port, int longestMillis) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(longestMillis);
        answers = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        asked = new OutputStreamWriter(socket.getOutputStream(), StandardCharsets.UTF_8);
    }

    /**
     * Asks and waits.
     *
     * @throws IOException if the service died or did not answer; what was asked may have happened
     */
    String ask(String line) throws IOException {
        asked.write(line + "\n");
        asked.flush();
        String answer = answers.readLine();
        if (answer == null) {
            throw new EOFException("the service is gone");
        }
        return answer;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
