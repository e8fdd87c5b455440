// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.examples.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import org.stellaops.persistence.simulator.advisory.OsvGenerator;

/** Generated lines as the bytes of a file, made as they are read. For one thread. */
final class GeneratedLines extends InputStream {

    private final Iterator<String> lines;
    private byte[] line = new byte[0];
    private int position;

    GeneratedLines(long seed, long count) {
        this.lines = new OsvGenerator(seed).stream(count).iterator();
    }

    @Override
    public int read() throws IOException {
        return hasMore() ? Byte.toUnsignedInt(line[position++]) : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        } else if (!hasMore()) {
            return -1;
        }
        int taken = Math.min(length, line.length - position);
        System.arraycopy(line, position, into, offset, taken);
        position += taken;
        return taken;
    }

    private boolean hasMore() {
        if (position == line.length && lines.hasNext()) {
            line = (lines.next() + "\n").getBytes(StandardCharsets.UTF_8);
            position = 0;
        }
        return position < line.length;
    }
}
