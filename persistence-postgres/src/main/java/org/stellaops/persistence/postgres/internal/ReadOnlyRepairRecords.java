// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.spi.RepairRecords;
import org.stellaops.persistence.spi.RepairRow;

/** Repairs, to be looked at only. */
record ReadOnlyRepairRecords(RepairRecords records) implements RepairRecords {

    @Override
    public List<RepairRow> list(String plan, Optional<RepairRow> after, int limit) {
        return ReadOnly.orElse(() -> records.list(plan, after, limit), List.of());
    }

    @Override
    public List<RepairRow> evidence(String plan, Optional<RepairRow> after, int limit) {
        return ReadOnly.orElse(() -> records.evidence(plan, after, limit), List.of());
    }

    @Override
    public List<StateCount> plans(int limit) {
        return ReadOnly.orElse(() -> records.plans(limit), List.of());
    }

    @Override
    public void insert(List<RepairRow> rows) {
        throw Database.readOnly("keeping repairs");
    }

    @Override
    public boolean replace(RepairRow expected, RepairRow next) {
        throw Database.readOnly("changing a repair");
    }

    @Override
    public long remove(String plan) {
        throw Database.readOnly("removing repairs");
    }
}
