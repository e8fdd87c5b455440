// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.spi.DeadLetters;
import org.stellaops.persistence.spi.RejectedImage;

/** Dead letters that can be looked at only. */
record ReadOnlyDeadLetters(DeadLetters letters) implements DeadLetters {

    @Override
    public Map<RecordKey, RejectedImage> find(String entity, Collection<RecordKey> keys) {
        return ReadOnly.orElse(() -> letters.find(entity, keys), Map.of());
    }

    @Override
    public List<RejectedImage> list(String entity, Which which, Optional<RecordKey> after, int limit) {
        return ReadOnly.orElse(() -> letters.list(entity, which, after, limit), List.of());
    }

    @Override
    public long count(String entity, int atMost) {
        return ReadOnly.orElse(() -> letters.count(entity, atMost), 0L);
    }

    @Override
    public boolean write(Optional<RejectedImage> expected, RejectedImage next) {
        throw Database.readOnly("writing the dead letter of " + next.key());
    }

    @Override
    public boolean remove(RejectedImage expected) {
        throw Database.readOnly("removing the dead letter of " + expected.key());
    }
}
