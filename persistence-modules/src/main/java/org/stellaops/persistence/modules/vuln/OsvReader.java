// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.vuln;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/**
 * Reads advisories line by line, from NDJSON that may be gzipped. A line that cannot be stored, or whose id occurred
 * in an earlier line, is rejected with its number, and reading continues.
 *
 * <p>Holds one line and the ids read so far. <b>Threads.</b> For one thread. <b>Blocking.</b> Reads the stream.
 * <b>Failure.</b> {@link IOException} if the stream cannot be read or its compression is broken.
 */
public final class OsvReader implements AutoCloseable {

    /** A line longer than this is no advisory, and would not fit into a document. */
    private static final int LONGEST_LINE = 64 * 1024 * 1024;

    private static final int GZIP_MAGIC = 0x8b1f;
    private static final int BUFFER = 1 << 16;

    private final InputStream in;
    private final Set<String> ids = new HashSet<>();
    private long number;

    private OsvReader(InputStream in) {
        this.in = in;
    }

    /**
     * A line with its number.
     *
     * @param number its number, from 1
     * @param line the result
     */
    public record Numbered(long number, OsvLine line) {}

    /** Opens a file. */
    public static OsvReader open(java.nio.file.Path file) throws IOException {
        InputStream opened = Files.newInputStream(file);
        try {
            return of(opened);
        } catch (IOException e) {
            opened.close();
            throw e;
        }
    }

    /** Reads a stream, which {@link #close} closes. */
    public static OsvReader of(InputStream stream) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(stream, BUFFER);
        buffered.mark(2);
        int magic = buffered.read() | (buffered.read() << Byte.SIZE);
        buffered.reset();
        return new OsvReader(
                magic == GZIP_MAGIC
                        ? new BufferedInputStream(new GZIPInputStream(buffered, BUFFER), BUFFER)
                        : buffered);
    }

    /** The next line; empty after the last. A line break at the very end begins no line. */
    public Optional<Numbered> next() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        boolean tooLong = false;
        int one = in.read();
        if (one < 0) {
            return Optional.empty();
        }
        for (; one >= 0 && one != '\n'; one = in.read()) {
            tooLong |= bytes.size() >= LONGEST_LINE;
            if (!tooLong) {
                bytes.write(one);
            }
        }
        number++;
        return Optional.of(new Numbered(
                number, tooLong ? refused("is longer than " + LONGEST_LINE + " bytes") : line(bytes.toByteArray())));
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private OsvLine line(byte[] bytes) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return refused("is not UTF-8");
        }
        OsvLine line = Osv.read(number == 1 && text.startsWith("\uFEFF") ? text.substring(1) : text);
        if (line instanceof OsvLine.Advisory it && !ids.add(it.key().id())) {
            return new OsvLine.Refused(Optional.of(it.key().id()), "repeats the id of an earlier line");
        }
        return line;
    }

    private static OsvLine refused(String reason) {
        return new OsvLine.Refused(Optional.empty(), reason);
    }
}
