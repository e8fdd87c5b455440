// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cohort;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.spi.DeadLetters;
import org.stellaops.persistence.spi.RejectedImage;

/** The rejections of a cohort's keys among those of its module. */
record CohortDeadLetters(CohortFilter filter, DeadLetters all) implements DeadLetters {

    @Override
    public Map<RecordKey, RejectedImage> find(String entity, Collection<RecordKey> keys) {
        filter.requireAll(keys);
        return all.find(entity, keys);
    }

    @Override
    public boolean write(Optional<RejectedImage> expected, RejectedImage next) {
        filter.require(next.key());
        return all.write(expected, next);
    }

    @Override
    public boolean remove(RejectedImage expected) {
        filter.require(expected.key());
        return all.remove(expected);
    }

    @Override
    public List<RejectedImage> list(String entity, Which which, Optional<RecordKey> after, int limit) {
        return filter.page(after, limit, RejectedImage::key, (behind, most) -> all.list(entity, which, behind, most));
    }

    @Override
    public long count(String entity, int atMost) {
        return all.count(entity, 1) == 0
                ? 0
                : list(entity, Which.DEAD, Optional.empty(), atMost).size();
    }
}
