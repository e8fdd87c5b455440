// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cutover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.cutover.CohortAssignment.Share;

class StoredAssignmentTest {

    private static final Handover PILOT_TO_REST = new Handover("pilot", "rest");
    private static final Handover REST_TO_PILOT = new Handover("rest", "pilot");
    private static final List<String> TENANTS =
            IntStream.range(0, 200).mapToObj(it -> "tenant" + it).toList();

    private final CohortAssignment before = assignment(Set.of("acme", "globex"), Set.of());
    private final CohortAssignment after = assignment(Set.of("globex", "initech"), Set.of());

    @Test
    void tenantsGoPairByPairAndAnyOtherTenantStays() {
        StoredAssignment first = StoredAssignment.first(before);
        assertThat(first.openTo(after)).containsExactlyInAnyOrder(PILOT_TO_REST, REST_TO_PILOT);
        assertThat(first.goesWith(REST_TO_PILOT, after)).isEqualTo(new HandedOver(Set.of("initech"), Set.of()));

        StoredAssignment half = first.next(1, after, PILOT_TO_REST, 77);

        assertThat(cohorts(half, "acme", "globex", "initech", "umbrella"))
                .containsExactly("rest", "pilot", "rest", "rest");
        assertThat(half.is(before) || half.is(after)).isFalse();
        assertThat(half.openTo(after)).containsExactly(REST_TO_PILOT);
        StoredAssignment whole = half.next(2, after, REST_TO_PILOT, 88);
        assertThat(cohorts(whole, "acme", "globex", "initech", "umbrella"))
                .containsExactly("rest", "pilot", "pilot", "rest");
        assertThat(whole.is(after)).isTrue();
        assertThat(whole.openTo(after)).isEmpty();
        assertThat(whole.since("rest")).isEqualTo(79);
        assertThat(whole.since("pilot")).isEqualTo(90);
    }

    @Test
    void whatIsHalfMadeLeadsForthOrBackAndNowhereElse() {
        StoredAssignment half = StoredAssignment.first(before).next(1, after, PILOT_TO_REST, 77);

        assertThat(half.openTo(before)).containsExactly(REST_TO_PILOT);
        StoredAssignment back = half.next(2, before, REST_TO_PILOT, 88);
        assertThat(back.is(before)).isTrue();
        assertThat(cohorts(back, "acme", "globex", "initech")).containsExactly("pilot", "pilot", "rest");

        CohortAssignment another = assignment(Set.of("hooli"), Set.of());
        assertThat(half.leadsTo(another)).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> half.next(2, another, PILOT_TO_REST, 88));
        assertThat(back.leadsTo(another)).isTrue();
    }

    @Test
    void eachTextIsReadAsItWasWritten() {
        StoredAssignment half = StoredAssignment.first(assignment(Set.of("acme", "a b"), Set.of(3, 4)))
                .next(7, after, PILOT_TO_REST, 77);

        StoredAssignment read = StoredAssignment.parse("desk", 7, half.text());

        assertThat(read.text()).isEqualTo(half.text());
        assertThat(read.step()).isEqualTo(half.step());
        assertThat(read.since("rest")).isEqualTo(79);
        assertThat(read.open()).isEqualTo(half.open());
        assertThat(cohorts(read, "acme", "globex")).isEqualTo(cohorts(half, "acme", "globex"));
        assertThat(StoredAssignment.parse("desk", 0, before.text()).wanted()).isEqualTo(before);
        assertThat(StoredAssignment.generationOf(StoredAssignment.entryOf(12))).isEqualTo(12);
        assertThat(StoredAssignment.generationOf(StoredAssignment.entryOf(0))).isZero();
    }

    /** Of any two assignments: only the tenants of the pair change their cohort with it, and in the end all are where they should be. */
    @Test
    void everyWayMovesExactlyTheTenantsOfItsPairsAndEndsWhereItShould() {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            CohortAssignment from = random(random);
            CohortAssignment to = random(random);
            StoredAssignment now = StoredAssignment.first(from);
            List<Handover> way = new ArrayList<>(now.openTo(to));
            way.sort(Comparator.comparing(it -> new Random(it.hashCode()).nextInt()));
            for (Handover next : way) {
                StoredAssignment then = now.next(now.generation() + 1, to, next, 1);
                for (String tenant : TENANTS) {
                    if (!now.cohortOf(tenant).equals(then.cohortOf(tenant))) {
                        assertThat(new Handover(now.cohortOf(tenant), then.cohortOf(tenant)))
                                .as("seed %s, tenant %s", seed, tenant)
                                .isEqualTo(next);
                    }
                }
                now = StoredAssignment.parse("desk", then.generation(), then.text());
            }
            for (String tenant : TENANTS) {
                assertThat(now.cohortOf(tenant)).isEqualTo(to.of(tenant).name());
            }
            assertThat(now.is(to)).as("seed %s", seed).isTrue();
        }
    }

    @Test
    void otherCohortsAreNoReassignment() {
        CohortAssignment other = new CohortAssignment(
                "desk", List.of(new Share("canary", Set.of("acme"), Set.of()), new Share("rest", Set.of(), Set.of())));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> before.handoversTo(other))
                .withMessageContaining("the cohorts stay");
        assertThat(before.handoversTo(before)).isEqualTo(Map.of());
    }

    private static CohortAssignment random(Random random) {
        Set<String> pilot = new TreeSet<>();
        Set<String> tenth = new TreeSet<>();
        TENANTS.forEach(it -> {
            int where = random.nextInt(6);
            if (where < 2) {
                (where == 0 ? pilot : tenth).add(it);
            }
        });
        Set<Integer> buckets = new HashSet<>(List.of(random.nextInt(CohortAssignment.BUCKETS)));
        IntStream.range(0, 30).forEach(it -> buckets.add(random.nextInt(CohortAssignment.BUCKETS)));
        boolean pilotIsRest = random.nextBoolean();
        return new CohortAssignment(
                "desk",
                List.of(
                        new Share("pilot", pilotIsRest ? Set.of() : pilot, Set.of()),
                        new Share("rest", pilotIsRest ? pilot : Set.of(), Set.of()),
                        new Share("tenth", tenth, buckets)));
    }

    private static List<String> cohorts(StoredAssignment assignment, String... tenants) {
        return List.of(tenants).stream().map(assignment::cohortOf).toList();
    }

    private static CohortAssignment assignment(Set<String> pilot, Set<Integer> buckets) {
        return new CohortAssignment(
                "desk", List.of(new Share("pilot", pilot, buckets), new Share("rest", Set.of(), Set.of())));
    }
}
