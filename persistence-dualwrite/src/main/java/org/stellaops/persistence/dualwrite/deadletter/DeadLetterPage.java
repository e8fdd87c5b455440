package org.stellaops.persistence.dualwrite.deadletter;

import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.spi.RejectedImage;

/**
 * Some of what the follower refuses of one entity type, in the order of keys.
 *
 * @param entries what was there when it was looked at; there may be none on a page that is not the last
 * @param next behind which key the next page begins; empty on the last one
 */
public record DeadLetterPage(List<RejectedImage> entries, Optional<RecordKey> next) {

    /** Takes an unmodifiable copy. */
    public DeadLetterPage {
        entries = List.copyOf(entries);
    }
}
