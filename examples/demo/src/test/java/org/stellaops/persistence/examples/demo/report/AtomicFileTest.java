// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.examples.demo.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {

    @TempDir
    Path folder;

    @Test
    void theFileHoldsTheWholeContent() throws IOException {
        Path file = folder.resolve("report.json");

        new AtomicFile(file).write(out -> out.write("é\n"));

        assertThat(Files.readString(file)).isEqualTo("é\n");
        assertThat(folder).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void aWriterThatFailsLeavesWhatWasThere() throws IOException {
        Path file = Files.writeString(folder.resolve("report.json"), "old");

        assertThatThrownBy(() -> new AtomicFile(file).write(out -> {
                    out.write("half");
                    throw new IOException("the disk is full");
                }))
                .hasMessage("the disk is full");

        assertThat(Files.readString(file)).isEqualTo("old");
        assertThat(folder).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void whatCannotBeWrittenIsKnownBefore() {
        assertThat(new AtomicFile(folder).problem())
                .hasValueSatisfying(it -> assertThat(it).contains("is a directory"));
        assertThat(new AtomicFile(folder.resolve("none/report.json")).problem())
                .hasValueSatisfying(it -> assertThat(it).contains("does not exist"));
        assertThat(new AtomicFile(folder.resolve("report.json")).problem()).isEmpty();
    }
}
