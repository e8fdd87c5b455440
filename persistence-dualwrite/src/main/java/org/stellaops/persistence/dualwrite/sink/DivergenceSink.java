// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.sink;

import java.io.IOException;
import java.util.List;
import org.stellaops.persistence.dualwrite.divergence.DivergenceEvent;

/**
 * Takes confirmed divergences.
 *
 * <p><b>Threads.</b> Called on one background thread, never on that of a caller. <b>Blocking.</b> May wait on I/O; meanwhile divergences
 * queue up, and past the bound of the queue they are lost to every sink and counted. <b>Failure.</b> Whatever it throws is counted and
 * reported as {@link org.stellaops.persistence.dualwrite.event.DualWriteEvent.SinkFailed}, and nobody else notices; the divergences of
 * that call are not offered again. <b>Evolution.</b> Grows by default methods only.
 */
public interface DivergenceSink extends AutoCloseable {

    /** Its name in meters and messages: one word. */
    String name();

    /**
     * Takes divergences of a module, each at most once in a call. One that was seen again comes again, with the same {@link
     * DivergenceEvent#firstSeen}.
     */
    void write(String module, List<DivergenceEvent> divergences) throws Exception;

    /** Work that is due from time to time, such as removing what is old; called about four times a minute. */
    default void maintain() throws Exception {}

    /** Releases what it opened. */
    @Override
    default void close() throws IOException {}
}
