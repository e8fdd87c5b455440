// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.maintenance;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.stellaops.persistence.dualwrite.internal.reconcile.Backlog;
import org.stellaops.persistence.dualwrite.internal.reconcile.Reconciler;

/**
 * Measures a backlog; the longer a measurement takes, the less often, so that it uses at most a twentieth of the time.
 */
public final class BacklogWatch {

    private static final int SHARE = 20;

    private final LongSupplier ticker;
    private final AtomicReference<PendingCheck> last = new AtomicReference<>(new PendingCheck(Long.MIN_VALUE, -1));

    public BacklogWatch(LongSupplier ticker) {
        this.ticker = ticker;
    }

    private record PendingCheck(long ended, long took) {

        boolean allowsAnother(long now) {
            return took < 0 || now - ended >= took * SHARE;
        }
    }

    /** The backlog; empty if the last measurement is too recent. */
    public Optional<Backlog> check(Reconciler reconciler) {
        long began = ticker.getAsLong();
        if (!last.get().allowsAnother(began)) {
            return Optional.empty();
        }
        Backlog backlog = reconciler.backlog();
        long ended = ticker.getAsLong();
        last.set(new PendingCheck(ended, ended - began));
        return Optional.of(backlog);
    }
}
