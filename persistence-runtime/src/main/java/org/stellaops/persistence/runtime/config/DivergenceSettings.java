// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.stellaops.persistence.dualwrite.divergence.ComparisonPolicy;

/**
 * The section {@code divergences} of a module: what a comparison lets pass, and where divergences go.
 *
 * @param comparison the rules, and the fields that may be shown
 * @param table whether divergences and the coverage of reads are kept in PostgreSQL
 * @param keep how long rows are kept there
 * @param file the file to which divergences are appended as JSON lines, if any
 * @param fileBytes the size at which that file is moved aside
 */
public record DivergenceSettings(
        ComparisonPolicy comparison, Table table, Duration keep, Optional<Path> file, int fileBytes) {

    private static final Duration DEFAULT_KEEP = Duration.ofDays(30);
    private static final int DEFAULT_BYTES = 10_000_000;

    /** Whether the tables are written. */
    public enum Table {
        /** By each process that serves the module. */
        WRITTEN,
        LEFT_OUT
    }

    /** No rule, nothing shown, the table with thirty days, no file. */
    public static DivergenceSettings defaults() {
        return new DivergenceSettings(
                ComparisonPolicy.STRICT, Table.WRITTEN, DEFAULT_KEEP, Optional.empty(), DEFAULT_BYTES);
    }
}
