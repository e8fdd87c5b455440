// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.crash;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.stellaops.persistence.cutover.Stage;

/**
 * Asks for a change of a cohort's leader until it is made: by edits of the files of a few services, or by calls of one after the other. The
 * files of all others go on to say what they said. For one thread, but for {@link #stop}.
 */
final class FleetRequest implements Runnable {

    private static final int MOST_EDITED = 3;
    private static final int MOST_VERIFICATIONS = 5;
    private static final int LONGEST_ANSWER_MILLIS = 60_000;
    private static final int BETWEEN_CALLS_MILLIS = 200;

    /** After so long without a change an operator who edited files calls. */
    private static final long PATIENCE_NANOS = 8_000_000_000L;

    private final Fleet fleet;
    private final FleetCohort cohort;
    private final Stage to;
    private final Random random;
    private final List<ServiceProcess> edited;
    private volatile boolean over;
    private volatile String last = "not asked";

    FleetRequest(Fleet fleet, FleetCohort cohort, Stage to, long seed) {
        this.fleet = fleet;
        this.cohort = cohort;
        this.to = to;
        this.random = new Random(seed);
        this.edited = random.nextBoolean() ? someWhoseFilesSayOtherwise() : List.of();
    }

    private List<ServiceProcess> someWhoseFilesSayOtherwise() {
        List<ServiceProcess> some = new ArrayList<>(fleet.unharmed().stream()
                .filter(it -> !it.file().says(cohort.share(), to))
                .toList());
        Collections.shuffle(some, random);
        return some.subList(0, Math.min(some.size(), 1 + random.nextInt(MOST_EDITED)));
    }

    /** In which way it asks. */
    String describe() {
        return edited.isEmpty()
                ? "call"
                : "files:"
                        + String.join(
                                "", edited.stream().map(ServiceProcess::name).toList());
    }

    /** What the last call was answered. */
    String last() {
        return last;
    }

    /** Has the lead ready to be moved: a change of leader voids the verifications before it. */
    void prepare() {
        List<ServiceProcess> asked = edited.isEmpty() ? List.of(any()) : edited;
        asked.forEach(this::verify);
    }

    @Override
    public void run() {
        long began = System.nanoTime();
        edited.forEach(it ->
                fleet.scene().kinds().count(Tally.STAGE_EDITS, it.file().ask(cohort.share(), to) ? 1 : 0));
        while (!over) {
            if (edited.isEmpty() || System.nanoTime() - began > PATIENCE_NANOS) {
                call(any());
            }
            pause();
        }
    }

    /** The change is made. */
    void stop() {
        over = true;
    }

    /** Has a service move the lead, which ends when it has or may not. */
    private void call(ServiceProcess asked) {
        fleet.scene().kinds().count("calls");
        last = asked.name() + " answered: " + answer(asked, "move " + to.name());
        if (last.contains("verif") || last.contains("diverge")) {
            verify(asked);
        }
    }

    private ServiceProcess any() {
        List<ServiceProcess> unharmed = fleet.unharmed();
        return unharmed.get(random.nextInt(unharmed.size()));
    }

    /** Again while keys are under way at every look. */
    private void verify(ServiceProcess service) {
        boolean isVerified = to != Stage.TARGET_LED;
        for (int tries = 0; tries < MOST_VERIFICATIONS && !isVerified; tries++) {
            String verified = answer(service, "verify");
            last = service.name() + " verified: " + verified;
            isVerified = verified.startsWith("equal");
        }
    }

    private String answer(ServiceProcess service, String line) {
        try {
            return service.ask(cohort.share().about(line), LONGEST_ANSWER_MILLIS);
        } catch (IOException e) {
            return "no answer";
        }
    }

    private static void pause() {
        try {
            Thread.sleep(BETWEEN_CALLS_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
