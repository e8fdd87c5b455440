package org.stellaops.persistence.mongo.internal;

import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;

/**
 * Records whether the calling thread's current statement was sent, whatever the driver's exception: with a deadline,
 * the driver reports "no server found" and "no answer" alike. The synchronous driver calls listeners on the
 * caller's thread, just before it sends.
 */
public final class SentCommands implements CommandListener {

    /** Belongs to every client whose errors {@link MongoFaults} classifies; {@link GivenClients} says what else holds. */
    public static final SentCommands LISTENER = new SentCommands();

    private static final ThreadLocal<State> STATE = ThreadLocal.withInitial(() -> State.NOTHING);

    private enum State {
        NOTHING,
        /** Nobody would have heard it. */
        PERHAPS,
        SENT
    }

    private SentCommands() {}

    @Override
    public void commandStarted(CommandStartedEvent event) {
        STATE.set(State.SENT);
    }

    /** A new statement begins on this thread. */
    static void reset() {
        STATE.remove();
    }

    /** A call begins on a client that perhaps has no listener; {@link #heard} then tells of this call. */
    static void assume() {
        STATE.set(State.PERHAPS);
    }

    /** Whether a command was sent on this thread since the last reset, or perhaps was. */
    static boolean any() {
        return STATE.get() != State.NOTHING;
    }

    /** Whether a command was heard on this thread since the last reset or {@link #assume}. */
    static boolean heard() {
        return STATE.get() == State.SENT;
    }
}
