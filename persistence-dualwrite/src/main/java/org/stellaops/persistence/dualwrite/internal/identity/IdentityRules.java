// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.identity;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.stellaops.persistence.dualwrite.admission.StoreProblem;
import org.stellaops.persistence.dualwrite.admission.StoreProblem.Kind;

/** Whether a store is the one that it should be and still holds what it held. Pure. */
public final class IdentityRules {

    private IdentityRules() {}

    /** What is wrong with a store, by what it and the other one say; empty if nothing is, or one of them cannot be asked. */
    public static Optional<StoreProblem> problem(StoreView store, StoreView other) {
        if (!store.isReachable() || !other.isReachable() || !store.keepsEntries() || !other.keepsEntries()) {
            return Optional.empty();
        }
        return unknown(store, other)
                .or(() -> foreign(store, other))
                .or(() -> replaced(store, other))
                .or(() -> rewound(store, other))
                .or(() -> copied(store))
                .or(() -> unfilled(store, other));
    }

    /** What is wrong with the first, and with the second, by what each of them says. */
    public static List<StoreProblem> problems(StoreView first, StoreView second) {
        return Stream.of(problem(first, second), problem(second, first))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<StoreProblem> unknown(StoreView store, StoreView other) {
        Optional<String> expected = other.identity().flatMap(StoreIdentity::peer);
        return expected.isPresent() && store.identity().isEmpty()
                ? problem(
                        store,
                        Kind.EMPTY,
                        "knows nothing of this module, although the " + other.name() + " store was introduced to store "
                                + expected.get() + " there: it was emptied, or it is another database")
                : Optional.empty();
    }

    private static Optional<StoreProblem> foreign(StoreView store, StoreView other) {
        return both(store, other) && !pair(store).equals(pair(other))
                ? problem(
                        store,
                        Kind.FOREIGN,
                        "belongs to pair " + pair(store) + ", the " + other.name() + " store to pair " + pair(other)
                                + ": one of them is the database of another installation")
                : Optional.empty();
    }

    private static Optional<StoreProblem> replaced(StoreView store, StoreView other) {
        String id = store.identity().map(StoreIdentity::store).orElse("");
        Optional<String> expected = other.identity().flatMap(StoreIdentity::peer);
        return both(store, other) && expected.isPresent() && !expected.get().equals(id)
                ? problem(
                        store,
                        Kind.REPLACED,
                        "is store " + id + ", but the " + other.name() + " store knows store " + expected.get()
                                + " in its place")
                : Optional.empty();
    }

    /** Each store only ever notes of the other what it read there, so that a lower number than noted was lost. */
    private static Optional<StoreProblem> rewound(StoreView store, StoreView other) {
        if (store.epoch() < other.noted().peerEpoch()) {
            return problem(
                    store,
                    Kind.REWOUND,
                    "is in epoch " + store.epoch() + ", but was in epoch "
                            + other.noted().peerEpoch()
                            + " once, as the " + other.name()
                            + " store knows: a backup was restored, or commits were lost");
        }
        return store.clock().own() < other.noted().peer()
                ? problem(
                        store,
                        Kind.REWOUND,
                        "has lost at least "
                                + (other.noted().peer() - store.clock().own())
                                + " ms of service that the " + other.name()
                                + " store knows of: a backup was restored, or commits were lost")
                : Optional.empty();
    }

    private static Optional<StoreProblem> copied(StoreView store) {
        Optional<String> then = store.identity().flatMap(StoreIdentity::server);
        return then.isPresent() && store.server().isPresent() && !then.equals(store.server())
                ? problem(
                        store,
                        Kind.COPIED,
                        "was introduced on server " + then.get() + " and is now on server "
                                + store.server().get() + ": its content was copied or restored there")
                : Optional.empty();
    }

    private static Optional<StoreProblem> unfilled(StoreView store, StoreView other) {
        return other.identity().filter(StoreIdentity::fillsPeer).isPresent()
                ? problem(
                        store,
                        Kind.UNFILLED,
                        "is being readmitted, and the " + other.name()
                                + " store has not filled it to the end: if no readmission is running, carry it out again")
                : Optional.empty();
    }

    private static boolean both(StoreView store, StoreView other) {
        return store.identity().isPresent() && other.identity().isPresent();
    }

    private static String pair(StoreView store) {
        return store.identity().map(StoreIdentity::pair).orElse("");
    }

    private static Optional<StoreProblem> problem(StoreView store, Kind kind, String text) {
        return Optional.of(new StoreProblem(store.side(), kind, "the " + store.name() + " store " + text));
    }
}
