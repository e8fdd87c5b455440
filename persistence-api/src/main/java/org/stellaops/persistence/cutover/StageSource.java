package org.stellaops.persistence.cutover;

import java.util.function.BiConsumer;

/**
 * Where a process learns which stage a module shall be in: the second SPI.
 *
 * <p><b>Threads.</b> Safe for concurrent use; listeners are called on a thread of the source, one at a time.
 * <b>Blocking.</b> {@link #stageOf} never waits: it answers the last stage that is known. <b>Failure.</b> An unknown
 * module, or one whose stage was never known, is an {@link IllegalStateException}; a source that cannot be read later
 * keeps the last good stage and says so by its own events. <b>Nulls.</b> Neither accepted nor returned. <b>Evolution.</b>
 * Grows by default methods only.
 */
public interface StageSource extends AutoCloseable {

    /** The stage that the module shall be in. */
    Stage stageOf(String module);

    /** Calls for each later change, with the module and its new stage. */
    void onChange(BiConsumer<String, Stage> listener);

    /** Stops looking for changes. Closing twice is harmless. */
    @Override
    void close();
}
