// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.cohort.CohortBackends;
import org.stellaops.persistence.cutover.Cohort;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.spi.Checkpoints;
import org.stellaops.persistence.spi.ControlEntries;
import org.stellaops.persistence.spi.ControlStore;
import org.stellaops.persistence.spi.DeadLetters;
import org.stellaops.persistence.spi.RepairRecords;
import org.stellaops.persistence.spi.TargetBackend;

/**
 * The target side of one module in memory. All its stores share one lock, so that each call on any of them is one
 * atomic
 * step; iteration order is that of keys, so that equal histories leave equal states.
 *
 * <p><b>Threads.</b> Safe for concurrent use. <b>Blocking.</b> Never longer than another call takes.
 */
public final class MemoryTargetBackend implements TargetBackend {

    private final Steps steps = new Steps();
    private final MemoryControl control = new MemoryControl(steps, Optional.empty());
    private final Map<String, MemoryControl> ofCohorts = new TreeMap<>();
    private final MemoryCheckpoints checkpoints = new MemoryCheckpoints(steps);
    private final MemoryDeadLetters deadLetters = new MemoryDeadLetters(steps);
    private final MemoryEntries entries = new MemoryEntries(steps);
    private final MemoryRepairRecords repairs = new MemoryRepairRecords(steps);
    private final Map<String, MemoryTargetStore> stores = new TreeMap<>();

    /** An empty backend. */
    public MemoryTargetBackend() {}

    @Override
    public MemoryTargetStore store(EntityType<?> type) {
        return steps.behind(() ->
                stores.computeIfAbsent(type.name(), name -> new MemoryTargetStore(type, steps, control, checkpoints)));
    }

    @Override
    public ControlStore control() {
        return control;
    }

    @Override
    public Checkpoints checkpoints() {
        return checkpoints;
    }

    @Override
    public DeadLetters deadLetters() {
        return deadLetters;
    }

    @Override
    public ControlEntries entries() {
        return entries;
    }

    @Override
    public RepairRecords repairs() {
        return repairs;
    }

    @Override
    public TargetBackend cohort(Cohort cohort) {
        return CohortBackends.target(cohort, withRecordOf(cohort), this);
    }

    /** The stores with the keys of all cohorts, fenced by the control record of one. */
    public TargetBackend withRecordOf(Cohort cohort) {
        return steps.behind(() -> new MemoryCohortTarget(
                this, ofCohorts.computeIfAbsent(cohort.name(), name -> new MemoryControl(steps, Optional.empty()))));
    }

    /** Makes every call fail with this fault, nothing done, until the fault is taken away again. */
    public void fail(Optional<Fault> fault) {
        steps.fail(fault);
    }

    /**
     * Keeps the state of now; running the answer restores it, as often as wanted.
     */
    public Runnable keep() {
        return steps.behind(() -> {
            List<Runnable> kept = new ArrayList<>(List.of(control.keep(), checkpoints.keep(), entries.keep()));
            ofCohorts.values().forEach(it -> kept.add(it.keep()));
            stores.values().forEach(store -> kept.add(store.keep()));
            return () -> steps.restore(kept);
        });
    }

    /** The whole state as text, the same for equal states. Holds contents: for tests only. */
    public String dump() {
        return steps.behind(() -> {
            StringBuilder out =
                    new StringBuilder(control.dump()).append(checkpoints.dump()).append(entries.dump());
            ofCohorts.forEach((name, it) -> out.append(name).append(' ').append(it.dump()));
            stores.values().forEach(store -> out.append(store.dump()));
            return out.toString();
        });
    }

    /** Keeps the data, so that holders of the backend can still inspect it. */
    @Override
    public void close() {
        // Nothing is open.
    }
}
