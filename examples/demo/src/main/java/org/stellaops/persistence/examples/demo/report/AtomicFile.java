// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.examples.demo.report;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/** A file that is complete or absent: written to a temporary file and moved. */
public final class AtomicFile {

    private final Path file;

    /** The file of this name. */
    public AtomicFile(Path file) {
        this.file = file.toAbsolutePath();
    }

    /** Writes the content. */
    @FunctionalInterface
    public interface Content {

        /** Writes all of it. */
        void writeTo(BufferedWriter out) throws IOException;
    }

    /** Why the file cannot be written, as far as can be checked in advance; the sentence names it. */
    public Optional<String> problem() {
        Path folder = file.getParent();
        if (Files.isDirectory(file)) {
            return Optional.of(file + " is a directory; name a file in it");
        } else if (folder == null || !Files.isDirectory(folder)) {
            return Optional.of("the directory of " + file + " does not exist; create it first");
        } else if (!Files.isWritable(isSpecial() ? file : folder)) {
            return Optional.of(file + " cannot be written; check the rights of its directory");
        }
        return Optional.empty();
    }

    /**
     * Writes the whole content, UTF-8 with line feeds.
     *
     * @throws IOException if it cannot be written; the previous content is kept
     */
    public void write(Content content) throws IOException {
        if (isSpecial()) {
            writeInto(file, content);
            return;
        }
        Path beside = Files.createTempFile(file.getParent(), "." + file.getFileName(), ".part");
        try {
            writeInto(beside, content);
            moveIntoPlace(beside);
        } finally {
            Files.deleteIfExists(beside);
        }
    }

    /** A pipe or device is written directly, because it must not be replaced. */
    private boolean isSpecial() {
        return Files.exists(file) && !Files.isRegularFile(file);
    }

    private void moveIntoPlace(Path beside) throws IOException {
        try {
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void writeInto(Path place, Content content) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(place, StandardCharsets.UTF_8)) {
            content.writeTo(out);
        }
    }
}
