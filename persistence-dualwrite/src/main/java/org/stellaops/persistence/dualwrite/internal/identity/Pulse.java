// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.identity;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
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
    private final Map<Side, StoreViews.Signs> recognised = new ConcurrentHashMap<>();

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
        Optional<StoreProblem> problem = problem(both);
        if (problem.isEmpty()) {
            introduction.complete(both.legacy(), both.target());
            advance(both.legacy(), both.target());
            advance(both.target(), both.legacy());
            recognise(both.legacy());
            recognise(both.target());
        } else {
            recognised.clear();
        }
        return problem;
    }

    private void recognise(StoreView store) {
        store.identity()
                .ifPresent(it -> recognised.put(store.side(), new StoreViews.Signs(it.store(), store.server())));
    }

    /** Whether a store says of itself what it said at the last look at both, which found nothing wrong. Asks it little. */
    public boolean recognises(Side side) {
        StoreViews.Signs expected = recognised.get(side);
        return expected != null
                && StoreViews.signs(stores.entries(side), stores.control(side)).equals(Optional.of(expected));
    }

    /** What is wrong with either store, for somebody for whom writes wait: moves no clock, and asks each store together. */
    public Optional<StoreProblem> look(Together together) {
        return problem(StoreViews.both(stores, together));
    }

    private static Optional<StoreProblem> problem(StoreViews.Pair both) {
        return IdentityRules.problems(both.legacy(), both.target()).stream().findFirst();
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
