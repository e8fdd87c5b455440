// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.leak;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.Extension;

class WatchedStreamTest {

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final WatchedStream watched = new WatchedStream(written);

    @Test
    void anInjectedTextIsFoundOnce() throws IOException {
        print("WARN password of joe is " + Injected.text("hunter") + "\n");

        assertThat(watched.takeLeak()).contains("WARN password of joe is hunter-");
        assertThat(watched.takeLeak()).isEmpty();
    }

    @Test
    void aTextThatComesInPiecesIsFound() throws IOException {
        for (char each : ("before " + Injected.MARK + " after").toCharArray()) {
            print(String.valueOf(each));
        }

        assertThat(watched.takeLeak()).contains("before");
    }

    @Test
    void everythingElseIsPassedOnAndNoLeak() throws IOException {
        print("INFO the lead moves\n".repeat(1_000) + "zz9");

        assertThat(watched.takeLeak()).isEmpty();
        assertThat(written.toString(StandardCharsets.UTF_8)).hasSize(20_003);
    }

    /** That it is registered, and looked for, is what makes the suites fail. */
    @Test
    void everySuiteIsWatched() {
        assertThat(ServiceLoader.load(Extension.class)).hasAtLeastOneElementOfType(OutputWatch.class);
        assertThat(Boolean.getBoolean("junit.jupiter.extensions.autodetection.enabled"))
                .isTrue();
    }

    private void print(String text) throws IOException {
        watched.write(text.getBytes(StandardCharsets.UTF_8));
    }
}
