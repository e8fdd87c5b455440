// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spi;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.stellaops.persistence.RecordKey;

/** The result of one conditional statement on the legacy store. */
public sealed interface StepResult {

    /** The statement matched and took effect. */
    record Done() implements StepResult {}

    /** A replacement that was one of many found nothing at its key, and inserted the record. */
    record Inserted() implements StepResult {}

    /** One of many statements, of which some took effect and some did not; which did this one is not known. */
    record Untold() implements StepResult {}

    /** Nothing matched, or for an insert the key existed; nothing changed. */
    record NoMatch() implements StepResult {}

    /** The epoch fence rejected the statement (error 121); nothing changed. */
    record Fenced() implements StepResult {}

    /**
     * A unique key other than {@code _id} rejected the statement; nothing changed.
     *
     * @param constraint its name
     * @param holder the record that holds the value, if it was found
     */
    record Duplicate(String constraint, Optional<RecordKey> holder) implements StepResult {}

    /** The result of the function for this result; a missing case does not compile. */
    default <R> R fold(Supplier<R> done, Supplier<R> noMatch, Supplier<R> fenced, Function<Duplicate, R> duplicate) {
        if (this instanceof Done) {
            return done.get();
        } else if (this instanceof NoMatch) {
            return noMatch.get();
        } else if (this instanceof Fenced) {
            return fenced.get();
        }
        return duplicate.apply((Duplicate) this);
    }

    /** Whether the statement took effect. */
    default boolean isDone() {
        return this instanceof Done || this instanceof Inserted;
    }
}
