// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.examples.demo;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The options of the demo.
 *
 * @param advisories the file of advisories; empty for generated ones
 * @param count how many lines to generate
 * @param writes the minimum number of acknowledged writes
 * @param seed for all random choices
 * @param report where the report goes
 * @param export where the export goes
 */
public record DemoOptions(
        Optional<Path> advisories, long count, long writes, long seed, Optional<Path> report, Optional<Path> export) {

    /** The minimum number of writes, so that every part of the run has at least one. */
    static final long FEWEST_WRITES = 1;
}
