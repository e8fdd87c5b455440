// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.migration;

import java.util.List;

/**
 * What a run did.
 *
 * @param module the module
 * @param steps what was run, in order; empty if nothing was pending
 */
public record MigrationReport(String module, List<Step> steps) {

    /** Takes an unmodifiable copy. */
    public MigrationReport {
        steps = List.copyOf(steps);
    }

    /**
     * One migration.
     *
     * @param name the name of its file
     * @param category its category
     * @param rows rows that its statements reported as written
     * @param batches transactions that it took
     * @param durationMillis how long it took, in milliseconds
     */
    public record Step(String name, MigrationCategory category, long rows, long batches, long durationMillis) {}

    /** The names of what was run. */
    public List<String> names() {
        return steps.stream().map(Step::name).toList();
    }
}
