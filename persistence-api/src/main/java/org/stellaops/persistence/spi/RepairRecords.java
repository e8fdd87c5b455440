// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spi;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.List;
import java.util.Optional;

/**
 * Planned and executed repairs of a module with what both stores held before, so that they can be undone.
 *
 * <p><b>Threads.</b> Safe for concurrent use, by any number of processes. <b>Blocking.</b> May wait on I/O. <b>Failure.</b>
 * {@link org.stellaops.persistence.StoreException}. <b>Nulls.</b> Neither accepted nor returned. <b>Evolution.</b> Grows by
 * default methods only.
 */
public interface RepairRecords {

    /**
     * How many repairs of a plan are in a state.
     *
     * @param plan the id of the plan
     * @param state in lower case
     * @param count how many
     */
    record StateCount(String plan, String state, long count) {}

    /** Keeps repairs of a plan. */
    void insert(List<RepairRow> rows);

    /** Replaces a repair if it is still in the state that it has here; false if it is not. */
    @CanIgnoreReturnValue
    boolean replace(RepairRow expected, RepairRow next);

    /**
     * The repairs of a plan behind another, in the order of entity and key, with contents.
     *
     * @param limit how many at most, 1 at least
     */
    List<RepairRow> list(String plan, Optional<RepairRow> after, int limit);

    /** As {@link #list}, without contents, for whoever may not read these. */
    default List<RepairRow> evidence(String plan, Optional<RepairRow> after, int limit) {
        return list(plan, after, limit).stream().map(RepairRow::withoutContents).toList();
    }

    /** How many repairs of each plan are in which state, by plan and state; the last plans first. */
    List<StateCount> plans(int limit);

    /**
     * Removes a plan with its contents, for good.
     *
     * @return how many repairs were removed
     */
    long remove(String plan);

    /** Of a backend that keeps nothing, so that nothing can be planned. */
    static RepairRecords none() {
        return new NoRepairRecords();
    }
}
