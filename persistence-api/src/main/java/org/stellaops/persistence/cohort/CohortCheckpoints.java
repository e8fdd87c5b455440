// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cohort;

import java.util.Optional;
import org.stellaops.persistence.spi.Checkpoints;
import org.stellaops.persistence.spi.TargetStore;

/**
 * The checkpoints of a cohort among those of its module, under names of their own, and under others once the cohort was given tenants:
 * what went on, or ended, without them does not count any more.
 */
record CohortCheckpoints(CohortFilter filter, long since, Checkpoints all) implements Checkpoints {

    @Override
    public Optional<String> load(String name) {
        return all.load(filter.nameOf(name, since));
    }

    @Override
    public void save(String name, String text) {
        all.save(filter.nameOf(name, since), text);
    }

    @Override
    public void clear(String name) {
        all.clear(filter.nameOf(name, since));
    }

    @Override
    public long coveredSince() {
        return since;
    }

    @Override
    public boolean isWrittenBy(TargetStore store) {
        return all.isWrittenBy(store instanceof CohortTargetStore it ? it.store() : store);
    }
}
