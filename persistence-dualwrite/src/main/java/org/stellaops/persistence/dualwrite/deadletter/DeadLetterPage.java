// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.deadletter;

import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.spi.RejectedImage;

/**
 * One page of the images of an entity type that the follower rejects, in key order.
 *
 * @param entries the entries at the time of the query; a page may be empty although it is not the last
 * @param next the key after which the next page begins; empty on the last one
 */
public record DeadLetterPage(List<RejectedImage> entries, Optional<RecordKey> next) {

    /** Takes an unmodifiable copy. */
    public DeadLetterPage {
        entries = List.copyOf(entries);
    }
}
