// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.member;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.dualwrite.internal.control.EntryText;
import org.stellaops.persistence.spi.ControlEntries;
import org.stellaops.persistence.spi.ControlEntries.Entry;

/**
 * Who does which part of some work, among the threads of this process and, by entries of a store, among processes. A lease only saves
 * work: what two processes do must be right as well. What a process that died held is taken over when a lease has passed without a
 * sign of it, by the ticker of whoever looks.
 *
 * <p>Safe for concurrent use.
 */
public final class WorkLeases {

    private static final String BEAT = "beat";

    private final ControlEntries entries;
    private final String prefix;
    private final Duration lease;
    private final LongSupplier ticker;
    private final LeaseObserver observer;
    private final Set<String> held = ConcurrentHashMap.newKeySet();

    /**
     * Leases of one kind of work.
     *
     * @param prefix what the names of its entries begin with
     * @param lease how long whoever gives no sign is taken for alive
     * @param ticker nanoseconds
     */
    public WorkLeases(ControlEntries entries, String prefix, Duration lease, LongSupplier ticker) {
        this.entries = entries;
        this.prefix = prefix;
        this.lease = lease;
        this.ticker = ticker;
        this.observer = new LeaseObserver(lease, ticker);
    }

    /** The lease of a part; empty while another thread or process has it. */
    public Optional<Lease> take(String part) {
        if (!held.add(part)) {
            return Optional.empty();
        }
        try {
            Optional<Lease> taken = takeFromOthers(part);
            if (taken.isEmpty()) {
                held.remove(part);
            }
            return taken;
        } catch (RuntimeException e) {
            held.remove(part);
            throw e;
        }
    }

    private Optional<Lease> takeFromOthers(String part) {
        String name = prefix + part;
        Optional<Entry> there = entries.find(name);
        String text = nextBeat();
        if (there.isEmpty()) {
            return entries.insert(name, text)
                    ? Optional.of(new Lease(part, new Entry(name, 1, text)))
                    : Optional.empty();
        }
        Entry other = there.get();
        boolean isAlive = observer.isAlive(name, EntryText.read(other.text()).number(BEAT));
        return !isAlive && entries.replace(other, text)
                ? Optional.of(new Lease(part, other.next(text)))
                : Optional.empty();
    }

    /** Never the same twice, so that whoever looks sees each change. */
    private static String nextBeat() {
        return EntryText.empty()
                .with(BEAT, ThreadLocalRandom.current().nextLong())
                .write();
    }

    /** The right to work on a part. For one thread. */
    public final class Lease implements AutoCloseable {

        private final String part;
        private Entry entry;
        private long renewed = ticker.getAsLong();
        private boolean lost;

        private Lease(String part, Entry entry) {
            this.part = part;
            this.entry = entry;
        }

        /** Renews the lease when a third of it has passed; false if another process has taken it over. */
        public boolean hold() {
            long now = ticker.getAsLong();
            if (!entries.keeps() || now - renewed < lease.toNanos() / 3) {
                return true;
            }
            String text = nextBeat();
            try {
                lost = lost || !entries.replace(entry, text);
                if (lost) {
                    return false;
                }
            } catch (StoreException e) {
                // The copy itself will say that the target does not answer; the lease is renewed when it does again.
                return true;
            }
            entry = entry.next(text);
            renewed = now;
            return true;
        }

        /** Whether no other process was seen to have taken it over. */
        public boolean isHeld() {
            return !lost;
        }

        @Override
        public void close() {
            try {
                entries.remove(entry);
            } catch (StoreException e) {
                // It ends by itself.
            } finally {
                held.remove(part);
            }
        }
    }
}
