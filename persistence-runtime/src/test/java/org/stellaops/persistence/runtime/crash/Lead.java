package org.stellaops.persistence.runtime.crash;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.simulator.History;

/**
 * Which stage the services are to be in, and whether they are.
 *
 * <p><b>Threads.</b> Safe for concurrent use; one move at a time.
 */
final class Lead {

    private static final int LONGEST_MOVE_MILLIS = 120_000;
    private static final int BETWEEN_ATTEMPTS_MILLIS = 100;

    private volatile Stage wanted;
    private Stage settled;
    private Optional<History> history = Optional.empty();
    private int change;
    private boolean unsettled;

    Lead(Stage first) {
        this.wanted = first;
        this.settled = first;
    }

    /** Notes in this history when the lead moves; to be called while it does not. */
    synchronized void noteIn(History noted) {
        history = Optional.of(noted);
        settled = wanted;
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
        settle(next);
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
        if (!unsettled) {
            unsettled = true;
            change = history.map(History::beginLeaderChange).orElse(0);
        }
    }

    private void settle(Stage next) {
        if (settled.leader() != next.leader()) {
            history.ifPresent(it -> it.endEpoch(change));
        }
        history.ifPresent(it -> it.settle(change));
        settled = next;
        unsettled = false;
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
