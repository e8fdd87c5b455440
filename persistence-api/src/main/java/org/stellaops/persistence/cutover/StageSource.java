// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cutover;

import java.util.function.BiConsumer;

/**
 * The source of each module's stage: the second SPI.
 *
 * <p><b>Threads.</b> Safe for concurrent use; listeners are called on a thread of the source, one at a time.
 * <b>Blocking.</b> {@link #stageOf} never waits: it returns the last known stage. <b>Failure.</b> An unknown
 * module, or one whose stage was never known, is an {@link IllegalStateException}; a source that becomes unreadable
 * keeps the last good stage and reports that by its own events. <b>Nulls.</b> Neither accepted nor returned.
 * <b>Evolution.</b>
 * Grows by default methods only.
 */
public interface StageSource extends AutoCloseable {

    /** The stage configured for the module. */
    Stage stageOf(String module);

    /** Calls for each later change, with the module and its new stage. */
    void onChange(BiConsumer<String, Stage> listener);

    /** Stops watching for changes. Closing twice is harmless. */
    @Override
    void close();
}
