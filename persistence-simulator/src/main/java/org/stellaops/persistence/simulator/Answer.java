// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator;

import java.util.Optional;
import java.util.function.Supplier;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;

/**
 * The answer of a step.
 *
 * @param value what it returned; arbitrary if it threw
 * @param thrown the kind of fault that it threw
 */
record Answer(Object value, Optional<Fault.Kind> thrown) {

    static final Answer FAILED = thrown(Fault.Kind.UNAVAILABLE);
    static final Answer LOST = thrown(Fault.Kind.NO_ANSWER);

    static Answer of(Supplier<?> effect) {
        try {
            return new Answer(effect.get(), Optional.empty());
        } catch (StoreException e) {
            return thrown(e.fault().kind());
        }
    }

    private static Answer thrown(Fault.Kind kind) {
        return new Answer("", Optional.of(kind));
    }

    Object give(Step step) {
        if (thrown.isPresent()) {
            throw new StoreException(thrown.get(), step.call() + " failed by simulation", null);
        }
        return value;
    }
}
