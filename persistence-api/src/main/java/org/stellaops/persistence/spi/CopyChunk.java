// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spi;

import java.util.List;
import java.util.Optional;

/**
 * Records of the leader that a backfill copies at once.
 *
 * @param images of distinct keys, whose contents {@link org.stellaops.persistence.entity.EntityType#problemsOfHeld} has found
 *     nothing in; in the order of keys wherever that costs nothing
 * @param senderEpoch the epoch that the sender read before it read any of the records
 * @param progress what to keep if all of them are applied
 */
public record CopyChunk(List<Image.Present> images, long senderEpoch, Optional<Progress> progress) {

    /** Takes an unmodifiable copy. */
    public CopyChunk {
        images = List.copyOf(images);
    }

    /**
     * A checkpoint.
     *
     * @param name its name
     * @param text its text if every image of the chunk is {@link ApplyAnswer.Applied}
     */
    public record Progress(String name, String text) {}
}
