// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cohort;

import java.util.List;
import org.stellaops.persistence.cutover.Cohort;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.IndexDef;
import org.stellaops.persistence.spi.ControlEntries;
import org.stellaops.persistence.spi.ControlStore;
import org.stellaops.persistence.spi.DeadLetters;
import org.stellaops.persistence.spi.LeftBehindDocuments;
import org.stellaops.persistence.spi.LegacyBackend;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.Preparation;
import org.stellaops.persistence.spi.Retirement;
import org.stellaops.persistence.spi.StoredIndex;

/** The legacy side of a cohort. */
final class CohortLegacyBackend implements LegacyBackend {

    private final Cohort cohort;
    private final CohortFilter filter;
    private final LegacyBackend backend;
    private final LegacyBackend module;

    CohortLegacyBackend(Cohort cohort, LegacyBackend backend, LegacyBackend module) {
        this.module = module;
        this.cohort = cohort;
        this.filter = new CohortFilter(cohort);
        this.backend = backend;
    }

    @Override
    public LegacyStore store(EntityType<?> type) {
        return new CohortLegacyStore(filter, backend.store(filter.requireTenants(type)));
    }

    @Override
    public LegacyBackend module() {
        return module;
    }

    @Override
    public ControlStore control() {
        return new CohortControlStore(cohort, backend.control(), module.entries());
    }

    @Override
    public DeadLetters deadLetters() {
        return new CohortDeadLetters(filter, backend.deadLetters());
    }

    @Override
    public ControlEntries entries() {
        return new CohortEntries(filter.nameOf(""), backend.entries());
    }

    /** A document that cannot be read may have no tenant, so that what was decided of it counts for every cohort. */
    @Override
    public LeftBehindDocuments leftBehind() {
        return backend.leftBehind();
    }

    @Override
    public Preparation preparation() {
        return backend.preparation();
    }

    @Override
    public boolean exists() {
        return backend.exists();
    }

    @Override
    public List<StoredIndex> indexes(EntityType<?> type) {
        return backend.indexes(type);
    }

    @Override
    public String indexStatement(EntityType<?> type, IndexDef index) {
        return backend.indexStatement(type, index);
    }

    @Override
    public Retirement retirement() {
        return new NoCohortRetirement(cohort);
    }

    @Override
    public void close() {
        backend.close();
    }
}
