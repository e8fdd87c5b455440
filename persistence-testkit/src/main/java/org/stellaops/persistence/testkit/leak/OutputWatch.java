// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.leak;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class during which an injected text was printed, by a log line, a stack trace or otherwise. Registered for all
 * tests of a module by {@code junit.jupiter.extensions.autodetection.enabled}, or for one class by {@code @ExtendWith}.
 */
public final class OutputWatch implements BeforeAllCallback, AfterAllCallback {

    private static final WatchedStream OUT = new WatchedStream(System.out);
    private static final WatchedStream ERR = new WatchedStream(System.err);

    private static boolean watching;

    /** For JUnit. */
    public OutputWatch() {}

    @Override
    public void beforeAll(ExtensionContext context) {
        watch();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        Optional<String> leak = OUT.takeLeak().or(ERR::takeLeak);
        if (leak.isPresent()) {
            throw new AssertionError("during " + context.getDisplayName()
                    + " an injected secret or document content was printed, after: " + leak.get());
        }
    }

    /** Once for all classes, since loggers may keep the stream that they found. */
    private static synchronized void watch() {
        if (!watching) {
            watching = true;
            System.setOut(new PrintStream(OUT, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(ERR, true, StandardCharsets.UTF_8));
        }
    }
}
