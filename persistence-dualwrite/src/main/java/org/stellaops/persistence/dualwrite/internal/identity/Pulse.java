// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.identity;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.admission.StoreProblem;
import org.stellaops.persistence.dualwrite.internal.control.ModuleStores;
import org.stellaops.persistence.dualwrite.settings.Tokens;
import org.stellaops.persistence.spi.ControlEntries;
import org.stellaops.persistence.spi.Together;

/**
 * Moves the clocks of both stores on and lets each note what it reads in the other, so that one which is emptied, replaced or
 * restored is recognised. Time is that which a process measured between two looks by its own ticker: no wall clock of any
 * machine bears on it. Safe for concurrent use.
 */
public final class Pulse {

    private final ModuleStores stores;
    private final Introduction introduction;
    private final long everyNanos;
    private final LongSupplier ticker;
    private final Map<Side, Seen> seen = new EnumMap<>(Side.class);

    private record Seen(long own, long at) {}

    public Pulse(ModuleStores stores, Tokens ids, Duration every, LongSupplier ticker) {
        this.stores = stores;
        this.introduction = new Introduction(stores, ids);
        this.everyNanos = every.toNanos();
        this.ticker = ticker;
    }

    /** Looks at both stores, once; what is wrong with the one that does not lead, or with either. */
    public Optional<StoreProblem> beat() {
        return beat(Together.inTurn());
    }

    /** The same, where what each store is asked is asked together. */
    public synchronized Optional<StoreProblem> beat(Together together) {
        StoreViews.Pair both = StoreViews.both(stores, together);
        StoreView legacy = both.legacy();
        StoreView target = both.target();
        Optional<StoreProblem> problem =
                IdentityRules.problem(legacy, target).or(() -> IdentityRules.problem(target, legacy));
        if (problem.isEmpty()) {
            introduction.complete(legacy, target);
            advance(legacy, target);
            advance(target, legacy);
        }
        return problem;
    }

    /** The time for which processes served the module, as the store counts it, in milliseconds. */
    public static long now(ControlEntries entries) {
        return StoreViews.clock(entries).own();
    }

    /** What is noted of the other store was read there before, so that it can never be more than the other one has. */
    private void advance(StoreView store, StoreView other) {
        if (!store.isReachable() || !store.keepsEntries() || store.isBlank()) {
            return;
        }
        StoreClock clock = store.clock();
        StoreClock next =
                clock.after(elapsed(store.side(), clock.own()), other.clock().own(), other.epoch());
        if (next.equals(clock)) {
            return;
        }
        ControlEntries entries = stores.entries(store.side());
        boolean written = entries.find(StoreClock.ENTRY)
                .map(it -> StoreClock.read(it.text()).equals(clock) && entries.replace(it, next.write()))
                .orElseGet(() -> entries.insert(StoreClock.ENTRY, next.write()));
        if (written) {
            seen.put(store.side(), new Seen(next.own(), ticker.getAsLong()));
        }
    }

    /** Milliseconds since this process saw the clock stand where it stands; another process may have moved it meanwhile. */
    private long elapsed(Side side, long own) {
        long now = ticker.getAsLong();
        Seen last = seen.get(side);
        if (last == null || last.own() != own) {
            seen.put(side, new Seen(own, now));
            return own == 0 ? 1 : 0;
        }
        return now - last.at() < everyNanos ? 0 : (now - last.at()) / 1_000_000;
    }
}
