// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cohort;

import java.util.Optional;
import org.stellaops.persistence.cutover.Cohort;
import org.stellaops.persistence.spi.Checkpoints;
import org.stellaops.persistence.spi.TargetStore;

/** The checkpoints of a cohort among those of its module, under names of their own. */
record CohortCheckpoints(Cohort cohort, Checkpoints all) implements Checkpoints {

    /** The name of a cohort's checkpoint among those of its module. */
    static String nameOf(Cohort cohort, String name) {
        return "cohort/" + cohort.name() + "/" + name;
    }

    @Override
    public Optional<String> load(String name) {
        return all.load(nameOf(cohort, name));
    }

    @Override
    public void save(String name, String text) {
        all.save(nameOf(cohort, name), text);
    }

    @Override
    public void clear(String name) {
        all.clear(nameOf(cohort, name));
    }

    @Override
    public boolean isWrittenBy(TargetStore store) {
        return all.isWrittenBy(store instanceof CohortTargetStore it ? it.store() : store);
    }
}
