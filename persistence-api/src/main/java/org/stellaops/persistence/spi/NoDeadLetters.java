// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spi;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stellaops.persistence.RecordKey;

/** Stores nothing. */
final class NoDeadLetters implements DeadLetters {

    @Override
    public Map<RecordKey, RejectedImage> find(String entity, Collection<RecordKey> keys) {
        return Map.of();
    }

    @Override
    public boolean write(Optional<RejectedImage> expected, RejectedImage next) {
        return false;
    }

    @Override
    public boolean remove(RejectedImage expected) {
        return false;
    }

    @Override
    public List<RejectedImage> list(String entity, Which which, Optional<RecordKey> after, int limit) {
        return List.of();
    }

    @Override
    public long count(String entity, int atMost) {
        return 0;
    }
}
