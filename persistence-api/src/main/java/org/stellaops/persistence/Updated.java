// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence;

import java.util.Optional;
import java.util.function.Function;

/**
 * What a change of some fields did.
 *
 * @param outcome as of every write
 * @param after what it left, exactly if it was applied
 */
public record Updated<T>(WriteOutcome outcome, Optional<T> after) {

    /** Nothing was changed, or it is not known. */
    public static <T> Updated<T> without(WriteOutcome outcome) {
        return new Updated<>(outcome, Optional.empty());
    }

    /** This with what was left mapped. */
    public <R> Updated<R> map(Function<? super T, ? extends R> each) {
        return new Updated<>(outcome, after.map(each));
    }

    /** Whether the change is acknowledged. */
    public boolean isApplied() {
        return outcome.isApplied();
    }
}
