// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.reassign;

import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cutover.CohortAssignment;
import org.stellaops.persistence.cutover.StoredAssignment;
import org.stellaops.persistence.spi.ControlEntries;
import org.stellaops.persistence.spi.ControlEntries.Entry;

/**
 * The assignments of all generations, which both stores keep beside the control records of the module. They are only ever inserted, and
 * into the first store first: of several that are inserted under one number the first counts, in both stores.
 *
 * <p>Safe for concurrent use, by any number of processes. Waits on both stores, and throws what they throw.
 */
public final class StoredAssignments {

    private static final int TRIES = 100;

    private final String module;
    private final List<ControlEntries> stores;

    /**
     * Those of a module.
     *
     * @param stores what the legacy store keeps of the module, if there is one, then what the target does
     */
    public StoredAssignments(String module, List<ControlEntries> stores) {
        this.module = module;
        this.stores = List.copyOf(stores);
    }

    /** The assignment of a generation that a control record names. */
    public StoredAssignment load(long generation) {
        return find(generation)
                .orElseThrow(() -> new StoreException(
                        Fault.Kind.REFUSED,
                        "module " + module + ": a control record names the assignment of generation " + generation
                                + ", and neither store has it; nothing was changed",
                        null));
    }

    /** Whether a generation is another one, or started from it, or from one that did. */
    boolean comesFrom(long generation, long earlier) {
        long now = generation;
        while (now > earlier) {
            now = load(now).step().orElseThrow().base();
        }
        return now == earlier;
    }

    /** That with which the module was first started; empty if it never was. */
    public Optional<CohortAssignment> first() {
        return find(0).map(StoredAssignment::wanted);
    }

    private Optional<StoredAssignment> find(long generation) {
        return stores.stream()
                .flatMap(it -> it.find(StoredAssignment.entryOf(generation)).stream())
                .findFirst()
                .map(it -> StoredAssignment.parse(module, generation, it.text()));
    }

    /** Whether a process was started with an assignment, or it was asked for, at any time. */
    public boolean knows(CohortAssignment assignment) {
        return Stream.concat(find(0).stream(), later().map(it -> parse(it)))
                .anyMatch(it -> it.former().equals(assignment) || it.wanted().equals(assignment));
    }

    private StoredAssignment parse(Entry entry) {
        return StoredAssignment.parse(module, StoredAssignment.generationOf(entry.name()), entry.text());
    }

    /**
     * Keeps an assignment under a number that no other one has.
     *
     * @param made the assignment of a number
     */
    public StoredAssignment insert(LongFunction<StoredAssignment> made) {
        long number = later().mapToLong(it -> StoredAssignment.generationOf(it.name()))
                .max()
                .orElse(0);
        for (int tries = 0; tries < TRIES; tries++) {
            number++;
            StoredAssignment next = made.apply(number);
            if (stores.get(0).insert(StoredAssignment.entryOf(number), next.text())) {
                // No other process writes a number that it did not get there.
                stores.stream()
                        .skip(1)
                        .forEach(it -> it.insert(StoredAssignment.entryOf(next.generation()), next.text()));
                return next;
            }
        }
        throw new StoreException(
                Fault.Kind.UNAVAILABLE,
                "module " + module + ": other processes were faster to keep an assignment " + TRIES
                        + " times; nothing was changed, try again",
                null);
    }

    private Stream<Entry> later() {
        return stores.stream().flatMap(it -> it.list(StoredAssignment.LATER).stream());
    }

    /** Makes up for what a store lacks, such as one that was emptied and readmitted. */
    public void copy() {
        for (ControlEntries from : stores) {
            List<Entry> kept = Stream.concat(
                            from.find(StoredAssignment.entryOf(0)).stream(), from.list(StoredAssignment.LATER).stream())
                    .toList();
            stores.stream()
                    .filter(it -> it != from)
                    .forEach(it -> kept.stream()
                            .filter(entry -> it.find(entry.name()).isEmpty())
                            .forEach(entry -> it.insert(entry.name(), entry.text())));
        }
    }
}
