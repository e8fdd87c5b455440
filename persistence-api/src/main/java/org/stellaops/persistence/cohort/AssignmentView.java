// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cohort;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.cutover.Cohort;
import org.stellaops.persistence.cutover.CohortAssignment;
import org.stellaops.persistence.cutover.CohortTenants;
import org.stellaops.persistence.cutover.StoredAssignment;

/**
 * The cohorts of a module as one process knows them. Each is served by the assignment of the generation that its own control record
 * names, which is read anew with that record; until the first record is read, by the assignment of the configuration.
 *
 * <p>Every statement on a key is preceded by a read of the control record, for its epoch, and looks at this view after it. So a
 * statement is made under the assignment of its epoch's generation, or under a later one, and after the giver's fence has been raised
 * no statement of the former assignment can take effect (F7, F10).
 *
 * <p><b>Threads.</b> Safe for concurrent use. <b>Blocking.</b> Only while a control record of another generation is noted. <b>Nulls.</b>
 * Neither accepted nor returned.
 */
public final class AssignmentView {

    private final CohortAssignment configured;
    private final Map<String, OfCohort> cohorts = new LinkedHashMap<>();
    private final Consumer<StoredAssignment> followed;

    /**
     * A view of a process that has read nothing yet.
     *
     * @param configured the assignment of its configuration
     * @param followed is told of each assignment by which a cohort begins to be served; must not wait
     */
    public AssignmentView(CohortAssignment configured, Consumer<StoredAssignment> followed) {
        this.configured = configured;
        this.followed = followed;
        configured.names().forEach(it -> cohorts.put(it, new OfCohort(it)));
    }

    /** The cohorts, in the order of their numbers. */
    public List<Cohort> cohorts() {
        return configured.cohorts().stream().map(this::current).toList();
    }

    /** The cohort of a qualified name. */
    public Optional<Cohort> find(String qualifiedName) {
        return configured.find(qualifiedName).map(this::current);
    }

    private Cohort current(Cohort cohort) {
        return new Cohort(cohort.module(), cohort.name(), cohort.number(), ofCohort(cohort.name()));
    }

    private OfCohort ofCohort(String name) {
        OfCohort cohort = cohorts.get(name);
        if (cohort == null) {
            throw new IllegalArgumentException(
                    "module " + configured.module() + " has no cohort " + name + ", but " + cohorts.keySet());
        }
        return cohort;
    }

    /**
     * The name of the cohort that serves a tenant; empty while one has let it go, and no other is known to have taken it. By the latest
     * generation that any cohort is in: of two, the receiver is in it.
     */
    public Optional<String> serving(String tenant) {
        Known latest = latest(cohorts.values());
        String name = latest.assignment().cohortOf(tenant);
        return ofCohort(name).test(tenant) ? Optional.of(name) : Optional.empty();
    }

    private static Known latest(Collection<OfCohort> all) {
        @Nullable Known latest = null;
        for (OfCohort it : all) {
            Known known = it.known;
            latest = latest == null || known.generation() > latest.generation() ? known : latest;
        }
        return Objects.requireNonNull(latest);
    }

    /**
     * What is known of one cohort.
     *
     * @param epoch of the record that was read last; below all epochs before the first
     * @param generation that it names; below all generations before the first
     */
    private record Known(long epoch, long generation, StoredAssignment assignment) {

        boolean isAsOf(long otherEpoch, long otherGeneration) {
            return epoch > otherEpoch || (epoch == otherEpoch && generation >= otherGeneration);
        }
    }

    private final class OfCohort implements CohortTenants {

        private final String name;
        private final List<StoredAssignment> former = new CopyOnWriteArrayList<>();
        private volatile Known known = new Known(-1, -1, StoredAssignment.first(configured));

        OfCohort(String name) {
            this.name = name;
        }

        @Override
        public boolean test(String tenant) {
            return known.assignment().cohortOf(tenant).equals(name);
        }

        @Override
        public boolean formerly(String tenant) {
            return former.stream().anyMatch(it -> it.cohortOf(tenant).equals(name));
        }

        @Override
        public long since() {
            return known.assignment().since(name);
        }

        /** Two threads may have read records in the other order. */
        @Override
        public void follow(long epoch, long generation, Stored stored) {
            if (known.isAsOf(epoch, generation)) {
                return;
            }
            StoredAssignment assignment =
                    known.generation() == generation ? known.assignment() : stored.load(generation);
            if (enter(new Known(epoch, generation, assignment))) {
                followed.accept(assignment);
            }
        }

        /** Whether it is served by another assignment from here on. */
        private synchronized boolean enter(Known next) {
            Known before = known;
            if (before.isAsOf(next.epoch(), next.generation())) {
                return false;
            }
            if (before.generation() != next.generation() && before.generation() >= 0) {
                former.add(before.assignment());
            }
            known = next;
            return before.generation() != next.generation();
        }
    }

    @Override
    public String toString() {
        List<String> all = new ArrayList<>();
        cohorts.forEach((name, it) -> all.add(name + " in generation " + it.known.generation()));
        return "cohorts of module " + configured.module() + ": " + String.join(", ", all);
    }
}
