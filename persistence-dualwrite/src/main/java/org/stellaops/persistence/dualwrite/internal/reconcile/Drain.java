// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.reconcile;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Makes passes over all entity types of a module until no key carries a pending flag. When to abort, and what is due between
 * two passes, the caller says.
 *
 * <p>Safe for concurrent use. Waits on both stores; throws what a reconciler throws.
 */
public final class Drain {

    private final List<Reconciler> reconcilers;

    /** Drains by these. */
    public Drain(Collection<? extends Reconciler> reconcilers) {
        this.reconcilers = List.copyOf(reconcilers);
    }

    /**
     * Makes passes until nothing is left.
     *
     * @param pass one of them
     * @param obstacle after a pass that left something: why no other is made
     * @return the obstacle; empty if nothing is left
     */
    public <R> Optional<R> toZero(
            Supplier<ReconcileResult> pass, Function<? super ReconcileResult, Optional<R>> obstacle) {
        while (true) {
            ReconcileResult last = pass.get();
            if (foundEmpty()) {
                return Optional.empty();
            }
            Optional<R> found = obstacle.apply(last);
            if (found.isPresent()) {
                return found;
            }
        }
    }

    /** One pass over every entity type, in this epoch, without grace for anyone. */
    public ReconcileResult pass(long epoch) {
        return reconcilers.stream().map(it -> it.drain(epoch)).reduce(ReconcileResult.EMPTY, ReconcileResult::plus);
    }

    /** Whether nothing is left, looked for in the order that section 5 step 4 demands. */
    public boolean foundEmpty() {
        return reconcilers.stream().allMatch(Reconciler::foundEmpty);
    }

    /** How many keys carry a pending flag. */
    public long depth() {
        return reconcilers.stream().mapToLong(Reconciler::depth).sum();
    }
}
