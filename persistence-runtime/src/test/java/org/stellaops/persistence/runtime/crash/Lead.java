// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.crash;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
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
    private final Share share;
    private volatile Stage wanted;
    private Stage settled;
    private Optional<History> history = Optional.empty();
    private int change;
    private boolean unsettled;

    /** Of a module without cohorts. */
    Lead(Stage first, Tally kinds) {
        this(first, kinds, Share.WHOLE);
    }

    /** Of a module, or of a cohort. */
    Lead(Stage first, Tally kinds, Share share) {
        this.kinds = kinds;
        this.share = share;
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

    /** How a step is asked for; called again and again until it is made, and must not take long. */
    interface Request {

        /** The next stage on the way. */
        void ask(Stage step, List<ServiceProcess> services);
    }

    /**
     * Moves all services to a stage, step by step.
     *
     * @throws IllegalStateException if they are not there in time
     */
    synchronized void moveTo(Stage next, List<ServiceProcess> services, Duration longest) throws InterruptedException {
        moveTo(next, services, longest, this::edit);
    }

    /** The same, where the steps are asked for in another way than by edits of all files. */
    synchronized void moveTo(Stage next, List<ServiceProcess> services, Duration longest, Request request)
            throws InterruptedException {
        Optional<String> left = await(next, () -> services, longest, request);
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
        return await(next, () -> services, longest, this::edit);
    }

    /**
     * Asks in another way than by edits of files, and looks at those services only that can be asked at that moment.
     *
     * @return why they are not there in time; empty if they are
     */
    synchronized Optional<String> moveFirst(
            Stage next, Supplier<List<ServiceProcess>> services, Duration longest, Request request)
            throws InterruptedException {
        return await(next, services, longest, request);
    }

    /** Another stage, in which the other store leads. */
    Stage other() {
        return wanted.leader() == Side.LEGACY ? Stage.TARGET_LED : Stage.SHADOW_READ;
    }

    private Optional<String> await(
            Stage end, Supplier<List<ServiceProcess>> services, Duration longest, Request request)
            throws InterruptedException {
        wanted = end;
        unsettle();
        long began = System.nanoTime();
        Optional<String> left;
        do {
            left = look(end, services.get(), request);
            if (left.isPresent()) {
                Thread.sleep(BETWEEN_LOOKS_MILLIS);
            }
        } while (left.isPresent() && System.nanoTime() - began < longest.toNanos());
        return left;
    }

    /** Edits the files of all, if the next step is another one than they ask for. */
    private void edit(Stage step, List<ServiceProcess> services) {
        services.forEach(it -> kinds.count(Tally.STAGE_EDITS, it.file().ask(share, step) ? 1 : 0));
    }

    /** Asks for the next step; what is in the way, empty if all are there. */
    private Optional<String> look(Stage end, List<ServiceProcess> services, Request request) {
        if (services.isEmpty()) {
            return Optional.of("no service can be asked");
        }
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
            request.ask(step, services);
        }
        return left.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", left));
    }

    private String[] standing(ServiceProcess service) {
        try {
            return service.ask(share.about("standing"), LONGEST_ANSWER_MILLIS).split(" ", 4);
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
