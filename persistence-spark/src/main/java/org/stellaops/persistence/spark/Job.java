// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spark;

import java.io.Serializable;
import java.time.Duration;

/**
 * What a process must know to work on an entity type; sent to every executor, so without a secret.
 *
 * @param config the text of the configuration, whose placeholders each process fills from its own environment
 * @param module the name of the module
 * @param type the name of the entity type
 * @param limits how much works at once, and who is waited for
 * @param batches how a backfill copies
 */
record Job(String config, String module, String type, Limits limits, Batches batches) implements Serializable {

    /**
     * How much works at once, and who is waited for.
     *
     * @param slots how many parts of the module all executors work on at once
     * @param lease how long a process without a sign of life is taken for alive
     * @param patience how long a task waits for a slot, or for a part that another process works on
     */
    record Limits(int slots, Duration lease, Duration patience) implements Serializable {}

    /**
     * How a backfill copies; 0 for the default of each.
     *
     * @param records of a batch at most
     * @param perSecond how many records a process copies at most
     * @param parts into how many parts a new run is divided
     */
    record Batches(int records, int perSecond, int parts) implements Serializable {}
}
