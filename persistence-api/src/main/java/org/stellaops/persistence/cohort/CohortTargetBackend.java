// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cohort;

import java.sql.Connection;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.cutover.Cohort;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.IndexDef;
import org.stellaops.persistence.spi.Checkpoints;
import org.stellaops.persistence.spi.ControlEntries;
import org.stellaops.persistence.spi.ControlStore;
import org.stellaops.persistence.spi.DeadLetters;
import org.stellaops.persistence.spi.ForeignKey;
import org.stellaops.persistence.spi.MigrationsState;
import org.stellaops.persistence.spi.RepairRecords;
import org.stellaops.persistence.spi.Retirement;
import org.stellaops.persistence.spi.ShadowRecords;
import org.stellaops.persistence.spi.StoredIndex;
import org.stellaops.persistence.spi.TargetBackend;
import org.stellaops.persistence.spi.TargetStore;

/** The target side of a cohort. */
final class CohortTargetBackend implements TargetBackend {

    private final Cohort cohort;
    private final CohortFilter filter;
    private final TargetBackend backend;
    private final TargetBackend module;

    CohortTargetBackend(Cohort cohort, TargetBackend backend, TargetBackend module) {
        this.module = module;
        this.cohort = cohort;
        this.filter = new CohortFilter(cohort);
        this.backend = backend;
    }

    @Override
    public void prepare(Collection<? extends EntityType<?>> types) {
        backend.prepare(types);
    }

    @Override
    public TargetStore store(EntityType<?> type) {
        return of(type, backend.store(type));
    }

    @Override
    public TargetStore joined(EntityType<?> type, Connection transaction) {
        return of(type, backend.joined(type, transaction));
    }

    private TargetStore of(EntityType<?> type, TargetStore store) {
        filter.requireTenants(type);
        return new CohortTargetStore(filter, store);
    }

    @Override
    public TargetBackend module() {
        return module;
    }

    @Override
    public ControlStore control() {
        return new CohortControlStore(cohort, backend.control(), module.entries());
    }

    @Override
    public Checkpoints checkpoints() {
        return new CohortCheckpoints(filter, filter.since(), backend.checkpoints());
    }

    @Override
    public DeadLetters deadLetters() {
        return new CohortDeadLetters(filter, backend.deadLetters());
    }

    @Override
    public ShadowRecords shadowRecords() {
        return new CohortShadowRecords(filter, backend.shadowRecords());
    }

    /** Plans are the module's; a repair of another cohort's key is refused when it is carried out. */
    @Override
    public RepairRecords repairs() {
        return backend.repairs();
    }

    @Override
    public ControlEntries entries() {
        return new CohortEntries(filter.nameOf(""), backend.entries());
    }

    @Override
    public List<StoredIndex> indexes(EntityType<?> type) {
        return backend.indexes(type);
    }

    @Override
    public Optional<List<ForeignKey>> foreignKeys(EntityType<?> type) {
        return backend.foreignKeys(type);
    }

    @Override
    public String indexStatement(EntityType<?> type, IndexDef index) {
        return backend.indexStatement(type, index);
    }

    @Override
    public MigrationsState migrations() {
        return backend.migrations();
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
