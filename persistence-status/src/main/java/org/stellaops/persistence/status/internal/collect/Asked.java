// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.status.internal.collect;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.StoreException;

/**
 * The last answer of a store, and what keeps a newer one from being there.
 *
 * @param answer empty if there was none yet
 * @param asOf when it was given
 * @param problem why the last question was not answered; empty if it was
 */
public record Asked<T extends @Nullable Object>(Optional<T> answer, Optional<Instant> asOf, Optional<String> problem) {

    /** Not asked yet. */
    public static <T extends @Nullable Object> Asked<T> notYet() {
        return new Asked<>(Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Whether something keeps a newer answer away: a failure, or a store that has not answered for so long. */
    public boolean isOld(Instant now, Duration longest) {
        return problem.isPresent()
                || asOf.filter(it -> Duration.between(it, now).compareTo(longest) > 0)
                        .isPresent();
    }

    /** Asks again; a failure keeps the last answer. */
    public Asked<T> again(InstantSource clock, Supplier<? extends T> question) {
        try {
            return new Asked<>(Optional.of(question.get()), Optional.of(clock.instant()), Optional.empty());
        } catch (StoreException e) {
            return new Asked<>(answer, asOf, Optional.of(String.valueOf(e.getMessage())));
        }
    }
}
