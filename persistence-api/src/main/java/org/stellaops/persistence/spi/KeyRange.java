// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spi;

import java.util.Optional;
import org.stellaops.persistence.RecordKey;

/**
 * Keys between two keys, in the order of keys.
 *
 * @param after the key behind which the range begins; empty from the first key on
 * @param upTo the last key of the range, itself in it; empty to the end
 */
public record KeyRange(Optional<RecordKey> after, Optional<RecordKey> upTo) {

    /** All keys. */
    public static final KeyRange ALL = new KeyRange(Optional.empty(), Optional.empty());

    /** Whether a key is in the range. */
    public boolean contains(RecordKey key) {
        return after.filter(it -> key.compareTo(it) <= 0).isEmpty()
                && upTo.filter(it -> key.compareTo(it) > 0).isEmpty();
    }
}
