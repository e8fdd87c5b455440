// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spi;

import java.time.Instant;
import java.util.Optional;

/**
 * How often one process read in one way, and how often that was compared.
 *
 * @param entity the entity type, or the interface of a repository
 * @param operation what is called, in lower case
 * @param shape the fields of the condition and the order; no values
 * @param uses how often callers read so
 * @param compared how many of these reads were compared
 * @param confirmed in how many a divergence was confirmed
 * @param lastCompared when the last one was compared
 */
public record ReadShapeRow(
        String entity,
        String operation,
        String shape,
        long uses,
        long compared,
        long confirmed,
        Optional<Instant> lastCompared) {}
