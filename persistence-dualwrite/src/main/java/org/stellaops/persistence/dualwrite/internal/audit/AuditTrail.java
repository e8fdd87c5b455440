// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.audit;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.audit.AuditAction;
import org.stellaops.persistence.dualwrite.audit.AuditRecord;
import org.stellaops.persistence.dualwrite.internal.control.ModuleStores;
import org.stellaops.persistence.spi.ControlEntries;
import org.stellaops.persistence.spi.ControlEntries.Entry;

/**
 * The audit trail of a module. A record is inserted under the next number in the store that leads, so that of several processes one
 * succeeds and the others take the number after it, and is then copied to the other store. Records are only ever inserted.
 */
public final class AuditTrail {

    private static final int TRIES = 100;

    private final ModuleStores stores;
    private final InstantSource clock;
    private final String process;
    private final AtomicLong known = new AtomicLong();

    public AuditTrail(ModuleStores stores, InstantSource clock, String process) {
        this.stores = stores;
        this.clock = clock;
        this.process = process;
    }

    /**
     * Appends a record. Reads the end of the trail only, and the whole trail only where a store lacks records.
     *
     * @param leader the store that leads
     */
    public AuditRecord append(Side leader, AuditAction action) {
        ControlEntries entries = stores.entries(leader);
        ControlEntries other = stores.entries(leader.other());
        for (int tries = 0; tries < TRIES; tries++) {
            Optional<AuditRecord> last = last(entries);
            long number = last.map(AuditRecord::number).orElse(0L) + 1;
            if (has(other, number)) {
                // A store that leads anew may lack records that were made while it could not be reached.
                copy(other, entries);
                last = last(entries);
                number = last.map(AuditRecord::number).orElse(0L) + 1;
            }
            AuditRecord record = AuditRecord.of(
                    number,
                    stores.module(),
                    clock.instant().toString(),
                    process,
                    action,
                    last.map(AuditRecord::hash).orElse(""));
            if (entries.insert(AuditText.nameOf(number), AuditText.write(record))) {
                known.set(number);
                mirror(record, entries, other);
                return record;
            }
        }
        throw new StoreException(
                Fault.Kind.UNAVAILABLE,
                "tried to append to the audit trail of " + stores.module() + " " + TRIES
                        + " times, but other processes were faster each time; nothing was appended, try again",
                null);
    }

    /** The last record, looked for from the one that this process saw last. */
    private Optional<AuditRecord> last(ControlEntries entries) {
        Optional<AuditRecord> last = find(entries, known.get());
        if (last.isEmpty()) {
            List<AuditRecord> whole = read(entries);
            return whole.isEmpty() ? Optional.empty() : Optional.of(whole.get(whole.size() - 1));
        }
        Optional<AuditRecord> next = last;
        while (next.isPresent()) {
            last = next;
            next = find(entries, last.get().number() + 1);
        }
        return last;
    }

    private static Optional<AuditRecord> find(ControlEntries entries, long number) {
        return number == 0
                ? Optional.empty()
                : entries.find(AuditText.nameOf(number)).map(it -> AuditText.read(it.text()));
    }

    /** One that cannot be reached has nothing; it is made up for later. */
    private static boolean has(ControlEntries entries, long number) {
        try {
            return entries.find(AuditText.nameOf(number)).isPresent();
        } catch (StoreException e) {
            return false;
        }
    }

    /** Inserts a record into the other store as well, with those before it if it lacks them. */
    private static void mirror(AuditRecord record, ControlEntries from, ControlEntries to) {
        if (record.number() > 1 && !has(to, record.number() - 1)) {
            copy(from, to);
            return;
        }
        try {
            // Another process may have copied it.
            boolean unused = to.insert(AuditText.nameOf(record.number()), AuditText.write(record));
        } catch (StoreException e) {
            return;
        }
    }

    /** The whole trail, as the store that leads has it, completed from the other one if that has more. */
    public List<AuditRecord> list(Side leader) {
        return list(stores.entries(leader), stores.entries(leader.other()));
    }

    /** The same of stores of which nothing else is opened. */
    public static List<AuditRecord> list(ControlEntries leader, ControlEntries follower) {
        List<AuditRecord> here = read(leader);
        try {
            List<AuditRecord> there = read(follower);
            return there.size() > here.size() ? there : here;
        } catch (StoreException e) {
            return here;
        }
    }

    /** Inserts what the other store lacks; that one of both cannot be reached harms nothing now, and is made up for later. */
    private static void copy(ControlEntries from, ControlEntries to) {
        try {
            Set<String> there =
                    to.list(AuditText.PREFIX).stream().map(Entry::name).collect(Collectors.toSet());
            from.list(AuditText.PREFIX).stream()
                    .filter(it -> !there.contains(it.name()))
                    .forEach(it -> to.insert(it.name(), it.text()));
        } catch (StoreException e) {
            return;
        }
    }

    private static List<AuditRecord> read(ControlEntries entries) {
        return entries.list(AuditText.PREFIX).stream()
                .map(it -> AuditText.read(it.text()))
                .toList();
    }
}
