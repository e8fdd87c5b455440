// SPDX-License-Identifier: Apache-2.0
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
 * Which stage the module is to be in, and whether every service is. Stages are asked for as an operator does, by edits of the
 * services' configuration files, one step after the other; it is for the services to ask again until a step is granted.
 *
 * <p><b>Threads.</b> Safe for concurrent use; one move at a time.
 */
final class Lead {

    private static final int LONGEST_ANSWER_MILLIS = 20_000;
    private static final int BETWEEN_LOOKS_MILLIS = 100;

    private final Tally kinds;
    private volatile Stage wanted;
    private Stage settled;
    private Optional<History> history = Optional.empty();
    private int change;
    private boolean unsettled;

    Lead(Stage first, Tally kinds) {
        this.kinds = kinds;
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

    /**
     * Moves all services to a stage, step by step.
     *
     * @throws IllegalStateException if they are not there in time
     */
    synchronized void moveTo(Stage next, List<ServiceProcess> services, Duration longest) throws InterruptedException {
        Optional<String> left = edit(next, services, longest);
        if (left.isPresent()) {
            throw new IllegalStateException(
                    "the services could not be moved to " + next + " within " + longest + ": " + left.get());
        }
        settle(next);
    }

    /**
     * Edits the files of some services only, and looks only at these.
     *
     * @return why they are not there in time; empty if they are
     */
    synchronized Optional<String> moveFirst(Stage next, List<ServiceProcess> services, Duration longest)
            throws InterruptedException {
        return edit(next, services, longest);
    }

    /** Another stage, in which the other store leads. */
    Stage other() {
        return wanted.leader() == Side.LEGACY ? Stage.TARGET_LED : Stage.SHADOW_READ;
    }

    private Optional<String> edit(Stage end, List<ServiceProcess> services, Duration longest)
            throws InterruptedException {
        wanted = end;
        unsettle();
        long began = System.nanoTime();
        Optional<String> left;
        do {
            left = look(end, services);
            if (left.isPresent()) {
                Thread.sleep(BETWEEN_LOOKS_MILLIS);
            }
        } while (left.isPresent() && System.nanoTime() - began < longest.toNanos());
        return left;
    }

    /** Edits the files if the next step is another one than they ask for; what is in the way, empty if all are there. */
    private Optional<String> look(Stage end, List<ServiceProcess> services) {
        List<String> left = new ArrayList<>();
        Optional<Stage> recorded = Optional.empty();
        for (ServiceProcess it : services) {
            String[] standing = standing(it);
            recorded = recorded.or(() -> stage(standing, 1));
            boolean isThere = stage(standing, 0).equals(Optional.of(end))
                    && stage(standing, 1).equals(Optional.of(end))
                    && stage(standing, 2).map(end::equals).orElse(true);
            if (!isThere) {
                left.add(it.name() + ": " + String.join(" ", standing));
            }
        }
        Stage step = recorded.filter(it -> it != end)
                .map(it -> it.walkTo(end).get(0))
                .orElse(end);
        if (recorded.isPresent()) {
            services.forEach(it -> kinds.count(Tally.STAGE_EDITS, it.file().ask(step) ? 1 : 0));
        }
        return left.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", left));
    }

    private static String[] standing(ServiceProcess service) {
        try {
            return service.ask("standing", LONGEST_ANSWER_MILLIS).split(" ", 4);
        } catch (IOException e) {
            return new String[] {String.valueOf(e.getMessage())};
        }
    }

    private static Optional<Stage> stage(String[] standing, int which) {
        return standing.length > 2 && !standing[which].equals("-") && !standing[0].equals("failed")
                ? Optional.of(Stage.valueOf(standing[which]))
                : Optional.empty();
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
}
