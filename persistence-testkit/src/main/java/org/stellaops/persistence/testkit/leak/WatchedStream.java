// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.leak;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Passes everything on, and remembers the first line that contains an injected text. Safe for concurrent use. */
final class WatchedStream extends OutputStream {

    private static final int CONTEXT = 120;

    private final OutputStream out;
    private String tail = "";
    private String leak = "";

    WatchedStream(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int from, int length) throws IOException {
        out.write(bytes, from, length);
        // The mark is ASCII, so any encoding that keeps it will do.
        String text = tail + new String(bytes, from, length, StandardCharsets.ISO_8859_1);
        int at = text.indexOf(Injected.MARK);
        if (at >= 0 && leak.isEmpty()) {
            leak = text.substring(Math.max(0, at - CONTEXT), at).strip();
        }
        int kept = Math.min(text.length(), CONTEXT + Injected.MARK.length() - 1);
        tail = at >= 0 ? "" : text.substring(text.length() - kept);
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    /** What stands before the first injected text that was written since this was last asked. */
    synchronized Optional<String> takeLeak() {
        Optional<String> taken = Optional.of(leak).filter(it -> !it.isEmpty());
        leak = "";
        return taken;
    }
}
