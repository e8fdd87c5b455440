package org.stellaops.persistence.mongo.internal;

import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;

/**
 * Records whether the calling thread's current statement was sent, whatever the driver's exception: with a deadline,
 * the driver reports "no server found" and "no answer" alike. The synchronous driver calls listeners on the
 * caller's thread, just before it sends.
 */
public final class SentCommands implements CommandListener {

    /** Must be added to every client whose errors {@link MongoFaults} classifies. */
    public static final SentCommands LISTENER = new SentCommands();

    private static final ThreadLocal<Boolean> SENT = ThreadLocal.withInitial(() -> false);

    private SentCommands() {}

    @Override
    public void commandStarted(CommandStartedEvent event) {
        SENT.set(true);
    }

    /** A new statement begins on this thread. */
    static void reset() {
        SENT.remove();
    }

    /** Whether a command was sent on this thread since the last reset. */
    static boolean any() {
        return SENT.get();
    }
}
