package org.stellaops.persistence.examples.demo;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What a run of the demo was asked to do.
 *
 * @param advisories the file of advisories; empty for generated ones
 * @param count how many lines to generate
 * @param writes how many acknowledged writes there shall be at least
 * @param seed from which everything is chosen
 * @param report where the report goes
 * @param export where the export goes
 */
public record DemoOptions(
        Optional<Path> advisories, long count, long writes, long seed, Optional<Path> report, Optional<Path> export) {

    /** The fewest writes; every part of the way sees one in any case. */
    static final long FEWEST_WRITES = 1;
}
