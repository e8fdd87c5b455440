// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cohort;

import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cutover.Cohort;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.spi.Retirement;

/** Of a cohort: what would be taken out is that of other cohorts too. */
record NoCohortRetirement(Cohort cohort) implements Retirement {

    @Override
    public List<Item> plan(Collection<? extends EntityType<?>> types) {
        throw refused();
    }

    @Override
    public void retire(Collection<? extends EntityType<?>> types, Consumer<Item> done) {
        throw refused();
    }

    private StoreException refused() {
        return new StoreException(
                Fault.Kind.REFUSED,
                "tried to retire " + cohort
                        + "; its fences, tables and tombstones are those of the other cohorts too, so"
                        + " that one cohort cannot be retired",
                null);
    }
}
