package org.stellaops.persistence.runtime.crash;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;

/**
 * Which stage the services are to be in, and whether they are.
 *
 * <p><b>Threads.</b> Safe for concurrent use; one move at a time.
 */
final class Lead {

    private static final int LONGEST_MOVE_MILLIS = 120_000;
    private static final int BETWEEN_ATTEMPTS_MILLIS = 100;

    private final AtomicLong moves = new AtomicLong();
    private volatile Stage wanted;

    Lead(Stage first) {
        this.wanted = first;
    }

    Stage wanted() {
        return wanted;
    }

    /** In which stages a service may find that it can start: where it should be, else where either leader leads. */
    List<Stage> startingStages() {
        List<Stage> stages = new ArrayList<>(List.of(wanted));
        for (Stage other : List.of(Stage.SHADOW_READ, Stage.TARGET_LED)) {
            if (!stages.contains(other)) {
                stages.add(other);
            }
        }
        return stages;
    }

    /** A number that is odd while leaders may differ between processes. */
    long calm() {
        return moves.get();
    }

    /** Whether one store led, for every process, since that number was taken. */
    boolean isStill(long calm) {
        return calm % 2 == 0 && moves.get() == calm;
    }

    /**
     * Moves both services to a stage, step by step, and tries again what a fault spoilt.
     *
     * @throws IllegalStateException if they are not there in time
     */
    synchronized void moveTo(Stage next, List<ServiceProcess> services, Duration longest) throws InterruptedException {
        Optional<String> left = moveFirst(next, services, longest);
        if (left.isPresent()) {
            throw new IllegalStateException(
                    "the services could not be moved to " + next + " within " + longest + ": " + left.get());
        }
        moves.incrementAndGet();
    }

    /**
     * Moves some of the services only, so that leaders differ between processes until all are moved.
     *
     * @return why they are not there in time; empty if they are
     */
    synchronized Optional<String> moveFirst(Stage next, List<ServiceProcess> services, Duration longest)
            throws InterruptedException {
        wanted = next;
        unsettle();
        long began = System.nanoTime();
        String last = "";
        while (System.nanoTime() - began < longest.toNanos()) {
            List<String> left = new ArrayList<>();
            services.forEach(it -> walk(it, next, left));
            if (left.isEmpty()) {
                return Optional.empty();
            }
            last = String.join("; ", left);
            Thread.sleep(BETWEEN_ATTEMPTS_MILLIS);
        }
        return Optional.of(last);
    }

    /** Another stage, in which the other store leads. */
    Stage other() {
        return wanted.leader() == Side.LEGACY ? Stage.TARGET_LED : Stage.SHADOW_READ;
    }

    private void unsettle() {
        if (moves.get() % 2 == 0) {
            moves.incrementAndGet();
        }
    }

    private static void walk(ServiceProcess service, Stage to, List<String> left) {
        try {
            Stage now = Stage.valueOf(service.ask("stage", LONGEST_MOVE_MILLIS));
            while (now != to) {
                Stage step = next(now, now.compareTo(to) < 0 ? 1 : -1);
                String answer = service.ask("move " + step, LONGEST_MOVE_MILLIS);
                if (!answer.startsWith("moved")) {
                    left.add(service.name() + ": " + answer);
                    return;
                }
                now = step;
            }
        } catch (IOException e) {
            left.add(service.name() + ": " + e.getMessage());
        }
    }

    private static Stage next(Stage now, int step) {
        List<Stage> walk = List.of(Stage.values());
        return walk.get(walk.indexOf(now) + step);
    }
}
