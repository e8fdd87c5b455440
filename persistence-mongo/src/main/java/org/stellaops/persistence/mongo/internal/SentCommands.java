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

    /** Must be added to every client whose errors {@link MongoFaults} classifies. */
    public static final SentCommands LISTENER = new SentCommands();

    private static final Set<String> WRITES = Set.of("insert", "update", "delete");

    private static final ThreadLocal<Counts> SENT = ThreadLocal.withInitial(() -> Counts.NONE);

    private record Counts(int all, int writes) {

        private static final Counts NONE = new Counts(0, 0);

        private Counts plus(boolean write) {
            return new Counts(all + 1, writes + (write ? 1 : 0));
        }
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

    /** Whether a command was sent on this thread since the last reset. */
    static boolean any() {
        return SENT.get().all() > 0;
    }

    /** How many writes were sent on this thread since the last reset; of one statement, more than one are repetitions. */
    static int writes() {
        return SENT.get().writes();
    }
}
