// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.memory;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;

/** Makes each call on a backend one atomic step, and fails all of them during a simulated outage. */
final class Steps {

    private final Object lock = new Object();

    private Optional<Fault> outage = Optional.empty();

    @CanIgnoreReturnValue
    <T> T step(Supplier<T> action) {
        synchronized (lock) {
            outage.ifPresent(fault -> {
                throw new StoreException(fault, null);
            });
            return action.get();
        }
    }

    /** A step of the test itself, which an outage does not stop. */
    @CanIgnoreReturnValue
    <T> T behind(Supplier<T> action) {
        synchronized (lock) {
            return action.get();
        }
    }

    void restore(List<Runnable> kept) {
        synchronized (lock) {
            kept.forEach(Runnable::run);
        }
    }

    void fail(Optional<Fault> fault) {
        synchronized (lock) {
            outage = fault;
        }
    }
}
