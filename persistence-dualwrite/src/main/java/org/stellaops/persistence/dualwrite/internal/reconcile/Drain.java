// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.reconcile;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.stellaops.persistence.spi.Together;

/**
 * Makes passes over all entity types of a module until no key carries a pending flag. When to abort, and what is due between
 * two passes, the caller says.
 *
 * <p>Safe for concurrent use. Waits on both stores; throws what a reconciler throws.
 */
public final class Drain {

    private final List<Reconciler> reconcilers;
    private final Together together;

    /** Drains by these, one after the other. */
    public Drain(Collection<? extends Reconciler> reconcilers) {
        this(reconcilers, Together.inTurn());
    }

    /** Drains by these; no entity type waits for another one. */
    public Drain(Collection<? extends Reconciler> reconcilers, Together together) {
        this.reconcilers = List.copyOf(reconcilers);
        this.together = together;
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
        return together.all(ofEach(it -> it.drain(epoch))).stream()
                .reduce(ReconcileResult.EMPTY, ReconcileResult::plus);
    }

    /** Whether nothing is left, looked for in the order that section 5 step 4 demands. */
    public boolean foundEmpty() {
        return together.first(ofEach(it -> it.foundEmpty() ? Optional.empty() : Optional.of(it)))
                .isEmpty();
    }

    private <R> List<Supplier<R>> ofEach(Function<Reconciler, R> what) {
        return reconcilers.stream().<Supplier<R>>map(it -> () -> what.apply(it)).toList();
    }

    /** How many keys carry a pending flag. */
    public long depth() {
        return reconcilers.stream().mapToLong(Reconciler::depth).sum();
    }
}
