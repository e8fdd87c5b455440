// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * Reads a configuration file within bounds: a regular file, no larger than a configuration ever is. A pipe or a device is not
 * opened, because opening one may never return.
 */
final class ConfigText {

    /** The largest file that is read, in bytes. */
    static final int LARGEST = 1024 * 1024;

    private ConfigText() {}

    /** The rest of a sentence that begins with "the file". */
    static final class UnusableException extends Exception {
        private static final long serialVersionUID = 1;

        private UnusableException(String reason) {
            super(reason);
        }

        String reason() {
            return String.valueOf(getMessage());
        }
    }

    static byte[] bytesOf(Path file) throws UnusableException {
        try {
            if (!Files.exists(file)) {
                throw new UnusableException("is not there; check its path and the rights on its folders");
            }
            if (!Files.isRegularFile(file)) {
                throw new UnusableException(
                        "is no regular file, but a folder, a pipe or a device; name a regular file");
            }
            return readBounded(file);
        } catch (NoSuchFileException e) {
            throw new UnusableException("is not there; check its path");
        } catch (IOException | SecurityException e) {
            throw new UnusableException("cannot be read (" + e.getClass().getSimpleName() + "); check its rights");
        }
    }

    static String textOf(byte[] bytes) throws UnusableException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new UnusableException("is not UTF-8; save it in that encoding");
        }
    }

    /** The size is checked while it is read as well, because a file may grow. */
    private static byte[] readBounded(Path file) throws IOException, UnusableException {
        try (SeekableByteChannel channel = Files.newByteChannel(file, StandardOpenOption.READ)) {
            if (channel.size() > LARGEST) {
                throw tooLarge();
            }
            ByteBuffer read = ByteBuffer.allocate((int) channel.size() + 1);
            while (channel.read(read) > 0) {
                if (!read.hasRemaining()) {
                    if (read.capacity() > LARGEST) {
                        throw tooLarge();
                    }
                    read = ByteBuffer.allocate(LARGEST + 1).put(read.flip());
                }
            }
            return Arrays.copyOf(read.array(), read.position());
        }
    }

    private static UnusableException tooLarge() {
        return new UnusableException("is larger than " + LARGEST + " bytes, which no configuration is; check its path");
    }
}
