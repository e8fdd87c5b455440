// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.client.MongoDatabase;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.bson.BsonDocument;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;

/**
 * Sends a command that locks a whole collection. While it waits for its lock behind a long transaction, every other
 * statement on the collection waits behind it: so it waits briefly, and tries again after a pause.
 */
final class LockAttempts {

    /** For how long callers may have to wait behind a command that waits. */
    static final Duration LOCK_WAIT = Duration.ofMillis(250);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private static final int INDEX_BUILD = 12587;

    /** The lock was not to be had: maxTimeMS expired, lock timeout, lock busy. */
    private static final Set<Integer> BUSY = Set.of(24, 46, 50, 262);

    private final MongoDatabase database;
    private final Duration patience;

    /**
     * Attempts until the command has succeeded.
     *
     * @param patience for how long they are repeated
     */
    LockAttempts(MongoDatabase database, Duration patience) {
        this.database = database.withTimeout(LOCK_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        this.patience = patience;
    }

    /**
     * Runs an idempotent command.
     *
     * @param isDone whether an attempt without an answer has succeeded
     * @return whether every attempt was answered, so that none of them can be executed later
     * @throws StoreException of kind UNAVAILABLE if an index build or a lock kept it from being executed
     * @throws MongoCommandException for every other error of the server
     */
    @CanIgnoreReturnValue
    boolean run(String attempt, BsonDocument command, BooleanSupplier isDone) {
        long begin = System.nanoTime();
        boolean answered = true;
        for (Duration pause = FIRST_PAUSE; ; pause = longer(pause)) {
            Attempt last = attempt(attempt, command, isDone);
            answered &= last.answered();
            if (last.done()) {
                return answered;
            }
            if (System.nanoTime() - begin + pause.toNanos() > patience.toNanos()) {
                throw new StoreException(
                        Fault.Kind.UNAVAILABLE,
                        "tried to " + attempt + "; another operation, such as a long transaction, kept the collection"
                                + " locked for " + patience + "; try again when it has ended",
                        null);
            }
            sleep(attempt, pause);
        }
    }

    private record Attempt(boolean done, boolean answered) {}

    private Attempt attempt(String attempt, BsonDocument command, BooleanSupplier isDone) {
        SentCommands.reset();
        try {
            var unused = database.runCommand(command);
            return new Attempt(true, true);
        } catch (MongoTimeoutException e) {
            if (!SentCommands.any()) {
                throw MongoFaults.of(attempt, e);
            }
            return new Attempt(isDone.getAsBoolean(), false);
        } catch (MongoCommandException e) {
            if (e.getCode() == INDEX_BUILD) {
                throw new StoreException(
                        Fault.Kind.UNAVAILABLE,
                        "tried to " + attempt + "; an index of the collection is being built; try again when it is"
                                + " complete",
                        null);
            } else if (BUSY.contains(e.getCode())) {
                return new Attempt(false, true);
            }
            throw e;
        } catch (MongoException e) {
            throw MongoFaults.of(attempt, e);
        }
    }

    private static Duration longer(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
    }

    /** With jitter, so that several processes do not try together. */
    private static void sleep(String attempt, Duration pause) {
        try {
            TimeUnit.NANOSECONDS.sleep(ThreadLocalRandom.current().nextLong(pause.toNanos() / 2, pause.toNanos()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(Fault.Kind.INTERRUPTED, "tried to " + attempt + "; the thread was interrupted", e);
        }
    }
}
