// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.sink;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.stellaops.persistence.dualwrite.divergence.DivergenceEvent;

/**
 * Appends one JSON object per line to a file. A file that has reached its size is moved to the same name with {@code .1} behind it, in
 * place of the one before. For one process: two would take each other's file away.
 */
public final class NdjsonSink implements DivergenceSink {

    private final Path file;
    private final long mostBytes;

    /**
     * A sink on a file, which is created when it is needed; its directory must exist.
     *
     * @param mostBytes the size at which the file is moved aside
     */
    public NdjsonSink(Path file, long mostBytes) {
        this.file = file;
        this.mostBytes = mostBytes;
    }

    @Override
    public String name() {
        return "file";
    }

    @Override
    public void write(String module, List<DivergenceEvent> divergences) throws IOException {
        if (Files.exists(file) && Files.size(file) >= mostBytes) {
            Path unused = Files.move(
                    file, file.resolveSibling(file.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
        }
        StringBuilder lines = new StringBuilder();
        divergences.forEach(it -> lines.append(DivergenceJson.line(module, it)).append('\n'));
        Path unused = Files.writeString(
                file, lines, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
