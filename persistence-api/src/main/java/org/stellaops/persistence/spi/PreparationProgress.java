// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spi;

import java.time.Duration;
import java.util.List;

/**
 * How far an index build is.
 *
 * @param entity the entity type
 * @param collection the collection
 * @param indexes the indexes that one pass over it builds
 * @param done documents that were read; 0 where the server does not say
 * @param total documents of the collection
 * @param elapsed time since the command was sent
 */
public record PreparationProgress(
        String entity, String collection, List<String> indexes, long done, long total, Duration elapsed) {

    /** Takes an unmodifiable copy. */
    public PreparationProgress {
        indexes = List.copyOf(indexes);
    }
}
