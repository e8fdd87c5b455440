// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cohort.AssignmentView;
import org.stellaops.persistence.cutover.Cohort;

/**
 * Which cohort of a module a call is sent to. A call for a tenant that goes from one cohort to another at this moment waits until it has
 * arrived, as calls wait for a change of leader.
 *
 * <p>Safe for concurrent use. Blocks the calling thread while a tenant has no cohort.
 */
final class CohortRouting {

    /** After how long it is looked again whether a tenant has arrived. */
    private static final Duration STEP = Duration.ofMillis(10);

    private final String module;
    private final AssignmentView assignment;
    private final Function<String, PersistenceModule> modules;
    private final Duration longest;

    /**
     * Sends calls by this view.
     *
     * @param modules the module of a cohort's qualified name
     * @param longest how long a call waits at most
     */
    CohortRouting(
            String module, AssignmentView assignment, Function<String, PersistenceModule> modules, Duration longest) {
        this.module = module;
        this.assignment = assignment;
        this.modules = modules;
        this.longest = longest;
    }

    /** All cohorts. */
    List<PersistenceModule> cohorts() {
        return assignment.cohorts().stream()
                .map(it -> modules.apply(it.qualifiedName()))
                .toList();
    }

    /**
     * The cohort of a tenant.
     *
     * @throws StoreException if it has none for longer than a call waits
     */
    PersistenceModule of(String tenant) {
        Optional<String> serving = assignment.serving(tenant);
        return modules.apply(qualified(serving.isPresent() ? serving.get() : awaitServing(tenant)));
    }

    private String awaitServing(String tenant) {
        long until = deadline();
        while (System.nanoTime() < until) {
            look();
            Optional<String> serving = assignment.serving(tenant);
            if (serving.isPresent()) {
                return serving.get();
            }
        }
        throw new StoreException(
                Fault.Kind.OUT_OF_DATE,
                "tenant " + tenant + " of module " + module + " has been given from one cohort to another one for "
                        + longest
                        + "; nothing was done, try again. If nobody does it any more, finish or undo it:"
                        + " persistence reassign --config FILE --module " + module,
                null);
    }

    /** Whether a tenant has another cohort than this by now, or none. */
    boolean isElsewhere(String tenant, PersistenceModule cohort) {
        return !assignment.serving(tenant).map(this::qualified).equals(Optional.of(cohort.name()));
    }

    private String qualified(String cohort) {
        return module + Cohort.SEPARATOR + cohort;
    }

    /** When a call that begins now ends at the latest, by {@link System#nanoTime}. */
    long deadline() {
        return System.nanoTime() + longest.toNanos();
    }

    private void look() {
        cohorts().forEach(PersistenceModule::followSoon);
        try {
            TimeUnit.NANOSECONDS.sleep(STEP.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(
                    Fault.Kind.OUT_OF_DATE,
                    "a call was interrupted while its tenant went from one cohort of module " + module
                            + " to another one; nothing was done",
                    null);
        }
    }
}
