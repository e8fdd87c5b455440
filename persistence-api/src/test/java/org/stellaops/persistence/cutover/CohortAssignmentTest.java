// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cutover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.CohortAssignment.Share;

class CohortAssignmentTest {

    private static final Share PILOT = new Share("pilot", Set.of("acme", "globex"), Set.of());
    private static final Share TENTH =
            new Share("tenth", Set.of("initech"), IntStream.range(0, 10).boxed().collect(Collectors.toSet()));
    private static final Share REST = new Share("rest", Set.of(), Set.of());

    private final CohortAssignment all = new CohortAssignment("vuln", List.of(REST, TENTH, PILOT));

    @Test
    void aTenantBelongsToTheCohortThatNamesItOrElseToThatOfItsBucketOrElseToTheRest() {
        String inTenth = tenantOfBucket(3);
        String inRest = tenantOfBucket(77);

        assertThat(all.of("acme").name()).isEqualTo("pilot");
        assertThat(all.of("initech").name()).isEqualTo("tenth");
        assertThat(all.of(inTenth).name()).isEqualTo("tenth");
        assertThat(all.of(inRest).name()).isEqualTo("rest");
        CohortAssignment named =
                new CohortAssignment("vuln", List.of(new Share("pilot", Set.of(inTenth), Set.of()), TENTH, REST));
        assertThat(named.of(inTenth).name()).isEqualTo("pilot");
    }

    @Test
    void eachTenantBelongsToExactlyOneCohort() {
        for (int i = 0; i < 1_000; i++) {
            RecordKey key = RecordKey.of("tenant" + i, "k");

            assertThat(all.cohorts().stream().filter(it -> it.owns(key)))
                    .singleElement()
                    .isEqualTo(all.of("tenant" + i));
        }
        assertThat(all.cohorts()).noneMatch(it -> it.owns(RecordKey.global("k")));
    }

    @Test
    void bucketsNeverChange() {
        assertThat(CohortAssignment.bucketOf("acme")).isEqualTo(72);
        assertThat(CohortAssignment.bucketOf("globex")).isEqualTo(99);
    }

    @Test
    void numbersFollowNamesSoThatTheOrderInAFileIsNoMatter() {
        CohortAssignment other = new CohortAssignment("vuln", List.of(PILOT, REST, TENTH));

        assertThat(all.cohorts()).extracting(Cohort::name).containsExactly("pilot", "rest", "tenth");
        assertThat(all.cohorts()).extracting(Cohort::number).containsExactly(1, 2, 3);
        assertThat(other).isEqualTo(all);
        assertThat(new CohortAssignment("vuln", List.of(PILOT, REST))).isNotEqualTo(all);
    }

    @Test
    void whatIsNotDividedIsRefusedAndNamed() {
        assertThat(CohortAssignment.problems(List.of(PILOT, TENTH)))
                .singleElement()
                .asString()
                .contains("rest");
        assertThat(CohortAssignment.problems(List.of(REST, new Share("other", Set.of(), Set.of()))))
                .singleElement()
                .asString()
                .contains("exactly one");
        assertThat(CohortAssignment.problems(List.of(PILOT, new Share("other", Set.of("acme"), Set.of(100)), REST)))
                .anyMatch(it -> it.contains("tenant acme is in two cohorts"))
                .anyMatch(it -> it.contains("bucket 100"));
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new CohortAssignment("vuln", List.of(REST)))
                .withMessageContaining("2 to 31 cohorts");
    }

    @Test
    void theEpochsOfCohortsAreRangesThatDoNotMeet() {
        Cohort pilot = all.of("acme");
        Cohort rest = all.cohorts().get(1);

        assertThat(pilot.endOfEpochs()).isEqualTo(rest.firstEpoch());
        assertThat(Cohort.numberOf(pilot.firstEpoch())).isEqualTo(1);
        assertThat(Cohort.numberOf(rest.firstEpoch() - 1)).isEqualTo(1);
        assertThat(Cohort.numberOf(rest.firstEpoch())).isEqualTo(2);
        assertThat(Cohort.numberOf(70_000)).as("of a module without cohorts").isZero();
        // Epochs are the high bits of versions, of which there are 63.
        assertThat(Cohort.firstEpoch(Cohort.MOST + 1)).isLessThanOrEqualTo(1L << 23);
        assertThat(all.find("vuln~rest")).contains(rest);
        assertThat(Cohort.moduleOf("vuln~rest")).isEqualTo("vuln");
    }

    private static String tenantOfBucket(int bucket) {
        return IntStream.range(0, 100_000)
                .mapToObj(it -> "t" + it)
                .filter(it -> CohortAssignment.bucketOf(it) == bucket)
                .findFirst()
                .orElseThrow();
    }
}
