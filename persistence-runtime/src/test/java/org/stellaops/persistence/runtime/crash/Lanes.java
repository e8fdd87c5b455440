// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.crash;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Plays the faults of a round on two lanes, with pauses between, so that some come alone and some meet others. */
final class Lanes {

    private static final int LANES = 2;
    private static final int SHORTEST_PAUSE = 100;
    private static final int LONGEST_PAUSE = 700;

    private final Scene scene;
    private final Queue<FaultScript> faults;
    private final List<Thread> threads = new ArrayList<>();
    private final List<String> played = Collections.synchronizedList(new ArrayList<>());
    private final List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());

    Lanes(Scene scene, List<FaultScript> faults) {
        this.scene = scene;
        this.faults = new ConcurrentLinkedQueue<>(faults);
    }

    void start(SplittableRandom random) {
        for (int i = 0; i < LANES; i++) {
            SplittableRandom own = random.split();
            threads.add(new Thread(() -> playAll(own), "faults " + i));
        }
        threads.forEach(Thread::start);
    }

    boolean isOver() {
        return threads.stream().noneMatch(Thread::isAlive);
    }

    void join() throws InterruptedException {
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /** What was played, in the order in which it ended. */
    List<String> played() {
        return List.copyOf(played);
    }

    /** Why a fault could not be played or undone. */
    List<Throwable> failures() {
        return List.copyOf(failures);
    }

    private void playAll(SplittableRandom random) {
        try {
            for (FaultScript fault = faults.poll(); fault != null; fault = faults.poll()) {
                Thread.sleep(random.nextInt(SHORTEST_PAUSE, LONGEST_PAUSE));
                String reported = fault.play(scene, random);
                played.add(reported.isEmpty() ? fault.name() : fault.name() + "=" + reported);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            failures.add(e);
        }
    }
}
