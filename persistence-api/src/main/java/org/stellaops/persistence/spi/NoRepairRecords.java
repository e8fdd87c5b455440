// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spi;

import java.util.List;
import java.util.Optional;

/** Keeps nothing, and says so when something is to be kept. */
final class NoRepairRecords implements RepairRecords {

    @Override
    public void insert(List<RepairRow> rows) {
        throw new UnsupportedOperationException("this target store keeps no repairs, so that none can be planned");
    }

    @Override
    public boolean replace(RepairRow expected, RepairRow next) {
        return false;
    }

    @Override
    public List<RepairRow> list(String plan, Optional<RepairRow> after, int limit) {
        return List.of();
    }

    @Override
    public List<StateCount> plans(int limit) {
        return List.of();
    }

    @Override
    public long remove(String plan) {
        return 0;
    }
}
