// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.crash;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import org.stellaops.persistence.simulator.History;

/** Many callers of both services at once, and what they were answered. */
final class Load {

    private static final int CALLERS_PER_SERVICE = 8;
    private static final int AFTER_ENOUGH_MILLIS = 20;
    private static final int GENTLE_CALLERS = 2;
    private static final int GENTLE_PAUSE_MILLIS = 100;
    private static final int LONGEST_END_MILLIS = 60_000;
    private static final int MOST_REPORTED = 20;

    private final Keys keys;
    private final Lead lead;
    private final BooleanSupplier large;
    private final long enough;
    private final History history = new History();
    private final StaleEpochs epochs = new StaleEpochs();
    private final Tally tally = new Tally();
    private final Queue<String> broken = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private int callersPerService = CALLERS_PER_SERVICE;
    private int pauseMillis = AFTER_ENOUGH_MILLIS;
    private volatile boolean over;

    /**
     * Callers who write large values while {@code large} says so, and who take their time once so many writes are acknowledged:
     * what is left of the faults needs company and no crowd.
     */
    Load(Keys keys, Lead lead, BooleanSupplier large, long enough) {
        this.keys = keys;
        this.lead = lead;
        this.large = large;
        this.enough = enough;
        lead.noteIn(history);
    }

    /** Fewer callers, who take their time: a verification must find most records at rest. To be called before the start. */
    Load gently() {
        return gently(GENTLE_CALLERS, GENTLE_PAUSE_MILLIS);
    }

    /** The same, of so many callers of each service, who wait for so long after each call. */
    Load gently(int callers, int pause) {
        callersPerService = callers;
        pauseMillis = pause;
        return this;
    }

    /** How long a caller waits after a call once enough is written. */
    int pauseMillis() {
        return pauseMillis;
    }

    /** Starts the callers; names and choices follow from the round and the seed. */
    void start(List<ServiceProcess> services, int round, long seed) {
        for (ServiceProcess service : services) {
            for (int i = 0; i < callersPerService; i++) {
                String name = "r" + round + service.name() + i;
                threads.add(new Thread(new Caller(name, service, this, seed + name.hashCode()), name));
            }
        }
        threads.forEach(Thread::start);
    }

    /** Starts a caller more, who ends when the load is over. */
    void start(String name, Runnable caller) {
        Thread thread = new Thread(caller, name);
        threads.add(thread);
        thread.start();
    }

    /** Lets each caller finish its call. */
    void stop() throws InterruptedException {
        over = true;
        for (Thread thread : threads) {
            thread.join(LONGEST_END_MILLIS);
            if (thread.isAlive()) {
                throw new IllegalStateException(
                        "caller " + thread.getName() + " has had no answer for " + LONGEST_END_MILLIS + " ms");
            }
        }
    }

    boolean isOver() {
        return over;
    }

    long acknowledged() {
        return tally.of(Tally.ACKNOWLEDGED);
    }

    Keys keys() {
        return keys;
    }

    boolean hasEnough() {
        return acknowledged() >= enough;
    }

    boolean writesLarge() {
        return large.getAsBoolean();
    }

    Lead lead() {
        return lead;
    }

    History history() {
        return history;
    }

    /** Which epochs were seen to lead, and what was acknowledged in others. */
    StaleEpochs epochs() {
        return epochs;
    }

    Tally tally() {
        return tally;
    }

    void broken(String answer) {
        tally.count(Tally.BROKEN);
        if (broken.size() < MOST_REPORTED) {
            broken.add(answer);
        }
    }

    /** Answers that the library may not give. */
    List<String> brokenAnswers() {
        return List.copyOf(broken);
    }
}
