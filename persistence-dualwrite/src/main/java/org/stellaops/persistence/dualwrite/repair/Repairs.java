// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.repair;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.stellaops.persistence.dualwrite.settings.Tokens;
import org.stellaops.persistence.spi.RepairRecords;
import org.stellaops.persistence.spi.RepairRow;
import org.stellaops.persistence.spi.ScanEntry;

/**
 * Repairs in plans: first it is written down what was seen on both sides and what is to be done, then each is executed by compare-and-set
 * and refused if either side has moved since, and what was there before is kept, so that it can be undone the same way.
 *
 * <p>A repair goes through the leader, whose content counts, and is replicated like any write; an undo gives the follower back what it
 * had. What a writer past the library does between the last look and the statement is noticed on the leader by its version, and on
 * neither side by its content.
 *
 * <p><b>Threads.</b> Safe for concurrent use, by any number of processes: each repair is executed once. <b>Blocking.</b> Waits on both
 * stores, key by key. <b>Failure.</b> {@link org.stellaops.persistence.StoreException} if a store does not answer; executing or undoing
 * again goes on where it ended.
 */
public final class Repairs {

    private static final int PAGE = 100;

    private static final Comparator<RepairSubject> ORDER =
            Comparator.<RepairSubject, String>comparing(it -> it.type().name()).thenComparing(RepairSubject::key);

    private final Function<String, Repair> repairs;
    private final RepairRecords records;
    private final InstantSource clock;
    private final Tokens tokens;

    /**
     * Repairs of a module.
     *
     * @param repairs of an entity type by its name, in the direction of the current stage
     */
    public Repairs(Function<String, Repair> repairs, RepairRecords records, InstantSource clock, Tokens tokens) {
        this.repairs = repairs;
        this.records = records;
        this.clock = clock;
        this.tokens = tokens;
    }

    /**
     * Plans the repair of those of these records whose stores differ, and changes neither store. A legacy document that has no key
     * cannot be repaired, and is left out.
     *
     * @return the plan; without repairs, and not kept, if no record needs one
     */
    public RepairPlan plan(Collection<RepairSubject> subjects) {
        String id = tokens.next();
        RepairPlanner planner = new RepairPlanner(id, clock);
        List<PlannedRepair> planned = new ArrayList<>();
        List<RepairRow> rows = new ArrayList<>();
        TreeSet<RepairSubject> ordered = new TreeSet<>(ORDER);
        ordered.addAll(subjects);
        ordered.removeIf(it -> ScanEntry.isStandIn(it.key()));
        for (RepairSubject it : ordered) {
            planner.plan(repairs.apply(it.type().name()), it.key()).ifPresent(row -> {
                planned.add(PlannedRepair.of(row));
                rows.add(row);
            });
            if (rows.size() == PAGE) {
                records.insert(rows);
                rows.clear();
            }
        }
        if (!rows.isEmpty()) {
            records.insert(rows);
        }
        return new RepairPlan(id, planned);
    }

    /** A plan as it stands; without repairs if there is none of this id. */
    public RepairPlan find(String plan) {
        return find(records, plan);
    }

    /** A plan of a module of which nothing is opened, without reading contents. */
    public static RepairPlan find(RepairRecords records, String plan) {
        return each(plan, records::evidence, UnaryOperator.identity());
    }

    /** The plans that are kept, the last first: how many repairs of each are in which state. */
    public List<RepairRecords.StateCount> list(int limit) {
        return records.plans(limit);
    }

    /** Executes what of a plan was not executed yet. */
    public RepairPlan apply(String plan) {
        return each(plan, row -> new RepairExecution(repairs.apply(row.entity()), records, clock).apply(row));
    }

    /** Gives the follower back what it had before the repairs of a plan, where nothing was changed since. */
    public RepairPlan undo(String plan) {
        return each(plan, row -> new RepairUndo(repairs.apply(row.entity()), records, clock, tokens).undo(row));
    }

    /**
     * Removes a plan with the contents that it keeps; it cannot be undone any more.
     *
     * @return how many repairs it had
     */
    public long forget(String plan) {
        return records.remove(plan);
    }

    private RepairPlan each(String plan, UnaryOperator<RepairRow> work) {
        return each(plan, records::list, work);
    }

    /** Where a page of rows is read. */
    private interface Pages {
        List<RepairRow> page(String plan, Optional<RepairRow> after, int limit);
    }

    private static RepairPlan each(String plan, Pages pages, UnaryOperator<RepairRow> work) {
        List<PlannedRepair> all = new ArrayList<>();
        Optional<RepairRow> last = Optional.empty();
        List<RepairRow> page = pages.page(plan, last, PAGE);
        while (!page.isEmpty()) {
            for (RepairRow row : page) {
                all.add(PlannedRepair.of(work.apply(row)));
            }
            last = Optional.of(page.get(page.size() - 1));
            page = pages.page(plan, last, PAGE);
        }
        return new RepairPlan(plan, all);
    }
}
