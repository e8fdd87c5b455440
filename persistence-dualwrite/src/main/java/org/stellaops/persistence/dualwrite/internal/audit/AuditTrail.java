// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.audit;

import java.time.InstantSource;
import java.util.List;
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

    public AuditTrail(ModuleStores stores, InstantSource clock, String process) {
        this.stores = stores;
        this.clock = clock;
        this.process = process;
    }

    /**
     * Appends a record.
     *
     * @param leader the store that leads
     */
    public AuditRecord append(Side leader, AuditAction action) {
        ControlEntries entries = stores.entries(leader);
        complete(leader);
        for (int tries = 0; tries < TRIES; tries++) {
            List<AuditRecord> trail = read(entries);
            AuditRecord last = trail.isEmpty() ? null : trail.get(trail.size() - 1);
            long number = last == null ? 1 : last.number() + 1;
            AuditRecord record = AuditRecord.of(
                    number,
                    stores.module(),
                    clock.instant().toString(),
                    process,
                    action,
                    last == null ? "" : last.hash());
            if (entries.insert(AuditText.nameOf(number), AuditText.write(record))) {
                copy(entries, stores.entries(leader.other()));
                return record;
            }
        }
        throw new StoreException(
                Fault.Kind.UNAVAILABLE,
                "tried to append to the audit trail of " + stores.module() + " " + TRIES
                        + " times, but other processes were faster each time; nothing was appended, try again",
                null);
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

    /** A store that leads anew may lack records that were made while it could not be reached. */
    private void complete(Side leader) {
        copy(stores.entries(leader.other()), stores.entries(leader));
    }

    /** Inserts what the other store lacks; that one of both cannot be reached harms nothing now, and is made up for later. */
    private static void copy(ControlEntries from, ControlEntries to) {
        try {
            List<Entry> there = to.list(AuditText.PREFIX);
            from.list(AuditText.PREFIX).stream()
                    .filter(it -> there.stream().noneMatch(same -> same.name().equals(it.name())))
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
