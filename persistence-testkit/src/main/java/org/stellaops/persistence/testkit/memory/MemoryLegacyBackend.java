// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.cohort.CohortBackends;
import org.stellaops.persistence.cohort.FenceRecord;
import org.stellaops.persistence.cohort.SharedFence;
import org.stellaops.persistence.cutover.Cohort;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.spi.ControlEntries;
import org.stellaops.persistence.spi.ControlStore;
import org.stellaops.persistence.spi.DeadLetters;
import org.stellaops.persistence.spi.LegacyBackend;

/**
 * The legacy side of one module in memory. All its stores share one lock, so that each call on any of them is one
 * atomic
 * step; iteration order is that of keys, so that equal histories leave equal states.
 *
 * <p><b>Threads.</b> Safe for concurrent use. <b>Blocking.</b> Never longer than another call takes.
 */
public final class MemoryLegacyBackend implements LegacyBackend {

    private final Steps steps = new Steps();
    private final MemoryFence fence;
    private final MemoryControl control;
    private final Map<String, MemoryControl> ofCohorts = new TreeMap<>();
    private final MemoryFenceRecord demanded = new MemoryFenceRecord(steps);
    private final AtomicLong attempts = new AtomicLong();
    private final MemoryDeadLetters deadLetters = new MemoryDeadLetters(steps);
    private final MemoryEntries entries = new MemoryEntries(steps);
    private final Map<String, MemoryLegacyStore> stores = new TreeMap<>();

    /** An empty backend whose fence is strong. */
    public MemoryLegacyBackend() {
        this(ControlStore.FenceStrength.STRONG);
    }

    /** An empty backend; with a weak fence it accepts stale-epoch writes, like a server without validators. */
    public MemoryLegacyBackend(ControlStore.FenceStrength strength) {
        this.fence = new MemoryFence(strength);
        this.control = new MemoryControl(steps, Optional.of(fence));
    }

    @Override
    public MemoryLegacyStore store(EntityType<?> type) {
        return steps.behind(
                () -> stores.computeIfAbsent(type.name(), name -> new MemoryLegacyStore(type, steps, fence)));
    }

    @Override
    public ControlStore control() {
        return control;
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
    public LegacyBackend cohort(Cohort cohort) {
        SharedFence shared =
                new SharedFence(demanded, () -> "attempt" + attempts.incrementAndGet(), () -> 0, attempt -> {});
        ControlStore fenced = new MemoryCohortControl(cohort, recordOf(cohort), shared, validator());
        return CohortBackends.legacy(cohort, new MemoryCohortLegacy(this, fenced), this);
    }

    /**
     * The stores with the keys of all cohorts, beside the control record of one. Raising the fence of that record does nothing: see
     * {@link MemoryCohortControl}.
     */
    public LegacyBackend withRecordOf(Cohort cohort) {
        return new MemoryCohortLegacy(this, recordOf(cohort));
    }

    private MemoryControl recordOf(Cohort cohort) {
        return steps.behind(
                () -> ofCohorts.computeIfAbsent(cohort.name(), name -> new MemoryControl(steps, Optional.empty())));
    }

    /** What the cohorts of the module demand of its fence. */
    public FenceRecord fenceRecord() {
        return demanded;
    }

    /** The fence of the module as its cohorts set it. */
    public SharedValidator validator() {
        return new MemoryValidator(steps, fence);
    }

    /** Grants or revokes the right to raise the fence; where it stands, it goes on standing. */
    public void become(ControlStore.FenceStrength strength) {
        steps.behind(() -> {
            fence.become(strength);
            return true;
        });
    }

    /** Makes every call fail with this fault, nothing done, until the fault is taken away again. */
    public void fail(Optional<Fault> fault) {
        steps.fail(fault);
    }

    /**
     * Keeps the state of now; running the answer restores it, as often as wanted. Documents with foreign ids
     * are left as they are.
     */
    public Runnable keep() {
        return steps.behind(() -> {
            List<Runnable> kept =
                    new ArrayList<>(List.of(control.keep(), fence.keep(), entries.keep(), demanded.keep()));
            ofCohorts.values().forEach(it -> kept.add(it.keep()));
            stores.values().forEach(store -> kept.add(store.keep()));
            return () -> steps.restore(kept);
        });
    }

    /** The whole state as text, the same for equal states. Holds contents: for tests only. */
    public String dump() {
        return steps.behind(() -> {
            StringBuilder out = new StringBuilder(control.dump())
                    .append(fence.dump())
                    .append(demanded.dump())
                    .append(entries.dump());
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
