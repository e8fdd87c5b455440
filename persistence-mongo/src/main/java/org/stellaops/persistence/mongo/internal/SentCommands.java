// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import java.util.Set;

/**
 * Records whether the calling thread's current statement was sent, whatever the driver's exception: with a deadline,
 * the driver reports "no server found" and "no answer" alike. The synchronous driver calls listeners on the
 * caller's thread, just before it sends.
 */
public final class SentCommands implements CommandListener {

    /** Belongs to every client whose errors {@link MongoFaults} classifies; {@link GivenClients} says what else holds. */
    public static final SentCommands LISTENER = new SentCommands();

    private static final Set<String> WRITES = Set.of("insert", "update", "delete");

    private static final ThreadLocal<Sent> SENT = ThreadLocal.withInitial(() -> Sent.NOTHING);

    /**
     * What is known of a statement.
     *
     * @param state whether it was sent
     * @param writes how many commands that write were heard
     */
    private record Sent(State state, int writes) {

        private static final Sent NOTHING = new Sent(State.NOTHING, 0);

        private Sent plus(boolean write) {
            return new Sent(State.SENT, writes + (write ? 1 : 0));
        }
    }

    private enum State {
        NOTHING,
        /** Nobody would have heard it. */
        PERHAPS,
        SENT
    }

    private SentCommands() {}

    @Override
    public void commandStarted(CommandStartedEvent event) {
        SENT.set(SENT.get().plus(WRITES.contains(event.getCommandName())));
    }

    /** A new statement begins on this thread. */
    static void reset() {
        SENT.remove();
    }

    /** A call begins on a client that perhaps has no listener; {@link #heard} then tells of this call. */
    static void assume() {
        SENT.set(new Sent(State.PERHAPS, 0));
    }

    /** Whether a command was sent on this thread since the last reset, or perhaps was. */
    static boolean any() {
        return SENT.get().state() != State.NOTHING;
    }

    /** Whether a command was heard on this thread since the last reset or {@link #assume}. */
    static boolean heard() {
        return SENT.get().state() == State.SENT;
    }

    /** How many writes were heard on this thread since the last reset; of one statement, more than one are repetitions. */
    static int writes() {
        return SENT.get().writes();
    }
}
