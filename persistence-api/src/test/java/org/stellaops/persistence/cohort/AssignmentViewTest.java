// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cohort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cutover.CohortAssignment;
import org.stellaops.persistence.cutover.CohortAssignment.Share;
import org.stellaops.persistence.cutover.CohortTenants;
import org.stellaops.persistence.cutover.Handover;
import org.stellaops.persistence.cutover.StoredAssignment;

class AssignmentViewTest {

    private static final CohortAssignment BEFORE = assignment("acme", "globex");
    private static final CohortAssignment AFTER = assignment("globex");

    private final StoredAssignment given =
            StoredAssignment.first(BEFORE).next(1, AFTER, new Handover("pilot", "rest"), 7);
    private final Map<Long, StoredAssignment> stored = Map.of(0L, StoredAssignment.first(BEFORE), 1L, given);
    private final List<Long> followed = new ArrayList<>();
    private final AssignmentView view = new AssignmentView(BEFORE, it -> followed.add(it.generation()));
    private final CohortTenants pilot = view.find("desk~pilot").orElseThrow().tenants();
    private final CohortTenants rest = view.find("desk~rest").orElseThrow().tenants();

    @Test
    void eachCohortIsServedByTheAssignmentOfItsOwnRecordAndATenantWaitsInBetween() {
        assertThat(view.serving("acme")).as("before the first record").contains("pilot");
        pilot.follow(1, 0, this::load);
        rest.follow(1, 0, this::load);
        assertThat(view.serving("acme")).contains("pilot");

        pilot.follow(3, 1, this::load);

        assertThat(pilot.test("acme")).isFalse();
        assertThat(pilot.formerly("acme")).isTrue();
        assertThat(rest.test("acme")).isFalse();
        assertThat(view.serving("acme")).isEmpty();
        assertThat(view.serving("globex")).contains("pilot");
        assertThat(view.serving("initech")).contains("rest");

        rest.follow(9, 1, this::load);

        assertThat(view.serving("acme")).contains("rest");
        assertThat(rest.since()).isEqualTo(9);
        assertThat(pilot.since()).isZero();
        assertThat(rest.formerly("acme")).isFalse();
    }

    @Test
    void anOlderRecordChangesNothingAndALaterOneOfAFormerGenerationDoes() {
        pilot.follow(3, 1, this::load);
        pilot.follow(1, 0, this::load);
        assertThat(pilot.test("acme")).isFalse();

        pilot.follow(5, 0, this::load);

        assertThat(pilot.test("acme")).as("undone").isTrue();
        assertThat(view.serving("acme")).contains("pilot");
        pilot.follow(5, 1, this::load);
        assertThat(pilot.test("acme"))
                .as("in the same epoch, as the other cohorts follow")
                .isFalse();
        assertThat(followed).containsExactly(1L, 0L, 1L);
    }

    @Test
    void anAssignmentThatCannotBeReadLeavesTheFormerOne() {
        pilot.follow(1, 0, this::load);

        assertThatExceptionOfType(StoreException.class).isThrownBy(() -> pilot.follow(3, 2, this::load));

        assertThat(pilot.test("acme")).isTrue();
        pilot.follow(3, 1, this::load);
        assertThat(pilot.test("acme")).isFalse();
    }

    private StoredAssignment load(long generation) {
        StoredAssignment found = stored.get(generation);
        if (found == null) {
            throw new StoreException(Fault.Kind.UNAVAILABLE, "there is no generation " + generation, null);
        }
        return Objects.requireNonNull(found);
    }

    private static CohortAssignment assignment(String... pilot) {
        return new CohortAssignment(
                "desk", List.of(new Share("pilot", Set.of(pilot), Set.of()), new Share("rest", Set.of(), Set.of())));
    }
}
