// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spi;

import java.util.List;
import java.util.function.Consumer;
import org.stellaops.persistence.entity.EntityType;

/**
 * The work on collections of a legacy store that may take minutes, as an index build on a large collection does. It is a
 * step of its own: a store serves without it, and the module does not leave its first stage before it is done.
 *
 * <p><b>Threads.</b> Safe for concurrent use, by any number of processes; the same work is done once. <b>Blocking.</b> {@link
 * #prepare} waits until the work is done, without a deadline. <b>Failure.</b> {@link
 * org.stellaops.persistence.StoreException}; starting again goes on where the server is. <b>Nulls.</b> Neither accepted nor
 * returned. <b>Evolution.</b> Grows by default methods only.
 */
public interface Preparation {

    /** What the collections of a type lack, a line each; empty if nothing. Changes nothing. */
    List<String> missing(EntityType<?> type);

    /** What an earlier preparation of a type found; {@link #prepare} looks again. */
    List<PreparationFinding> findings(EntityType<?> type);

    /** Does what is missing for a type, and reports progress about once a second on the calling thread. */
    PreparationReport prepare(EntityType<?> type, Consumer<PreparationProgress> progress);

    /** For a store that needs none. */
    static Preparation none() {
        return new NoPreparation();
    }
}
