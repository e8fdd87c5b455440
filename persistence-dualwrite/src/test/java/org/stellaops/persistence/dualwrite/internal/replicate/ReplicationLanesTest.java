// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.replicate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.dualwrite.internal.replicate.ReplicationLanes.Admission;
import org.stellaops.persistence.dualwrite.internal.replicate.ReplicationLanes.Lane;
import org.stellaops.persistence.dualwrite.internal.replicate.ReplicationLanes.Work;

class ReplicationLanesTest {

    private final ReplicationLanes<String> lanes = new ReplicationLanes<>(4, 8, 1_000);

    @Test
    void anImageWaitsForTheEarlierOnesOfItsKeyAndComesAfterThem() {
        Work<String> first = work("a", "k");
        Work<String> second = work("a", "k");
        Work<String> third = work("a", "k");

        assertThat(lanes.admit(first)).isEqualTo(Admission.BEGINS);
        assertThat(lanes.admit(second)).isEqualTo(Admission.WAITS);
        assertThat(lanes.admit(third)).isEqualTo(Admission.WAITS);
        assertThat(lanes.waiting()).isEqualTo(2);

        assertThat(lanes.end(first.lane())).containsSame(second);
        assertThat(lanes.end(second.lane())).containsSame(third);
        assertThat(lanes.end(third.lane())).isEmpty();
        assertThat(lanes.waiting()).isZero();
    }

    @Test
    void aTenantHasHalfOfTheThreadsAndAllOfThemTogetherHaveThemAll() {
        assertThat(admissions(List.of(work("a", "1"), work("a", "2"), work("a", "3"))))
                .containsExactly(Admission.BEGINS, Admission.BEGINS, Admission.WAITS);
        assertThat(admissions(List.of(work("b", "1"), work("b", "2"), work("c", "1"))))
                .containsExactly(Admission.BEGINS, Admission.BEGINS, Admission.WAITS);
    }

    @Test
    void tenantsTakeTurnsHoweverMuchOneOfThemHasParked() {
        Work<String> one = work("a", "1");
        Work<String> two = work("a", "2");
        Work<String> third = work("a", "3");
        Work<String> fourth = work("a", "4");
        Work<String> other = work("b", "1");
        Work<String> otherNext = work("b", "2");
        ReplicationLanes<String> narrow = new ReplicationLanes<>(1, 8, 1_000);
        assertThat(narrow.admit(one)).isEqualTo(Admission.BEGINS);
        List.of(two, third, fourth, other, otherNext)
                .forEach(it -> assertThat(narrow.admit(it)).isEqualTo(Admission.WAITS));

        List<Work<String>> order = new ArrayList<>();
        for (Optional<Work<String>> at = Optional.of(one);
                at.isPresent();
                at = narrow.end(at.get().lane())) {
            order.add(at.get());
        }

        assertThat(order).containsExactly(one, two, other, third, otherNext, fourth);
    }

    @Test
    void oneTenantLeavesRoomForTheImagesOfOthers() {
        assertThat(lanes.admit(work("a", "k"))).isEqualTo(Admission.BEGINS);
        for (int i = 0; i < 6; i++) {
            assertThat(lanes.admit(work("a", "k"))).isEqualTo(Admission.WAITS);
        }
        assertThat(lanes.admit(work("a", "k"))).isEqualTo(Admission.FULL);
        assertThat(lanes.admit(work("a", "k2"))).isEqualTo(Admission.BEGINS);

        assertThat(admissions(List.of(work("b", "k"), work("b", "k"), work("b", "k"), work("b", "k"))))
                .containsExactly(Admission.BEGINS, Admission.WAITS, Admission.WAITS, Admission.FULL);
    }

    @Test
    void whatWasRefusedTakesNoRoom() {
        Work<String> big = new Work<>(new Lane("things", RecordKey.of("a", "big"), 5_000), "an image");
        assertThat(lanes.admit(big)).isEqualTo(Admission.BEGINS);
        assertThat(lanes.admit(work("b", "1"))).isEqualTo(Admission.FULL);

        assertThat(lanes.end(big.lane())).isEmpty();
        assertThat(admissions(List.of(work("b", "1"), work("b", "2")))).containsOnly(Admission.BEGINS);
    }

    @Test
    void whatIsClearedNeverBeginsAndItsKeysAreFreeAgain() {
        Work<String> running = work("a", "1");
        Work<String> second = work("a", "2");
        assertThat(admissions(List.of(running, second))).containsOnly(Admission.BEGINS);
        Work<String> behind = work("a", "1");
        Work<String> queued = work("a", "3");
        Work<String> behindQueued = work("a", "3");
        assertThat(admissions(List.of(behind, queued, behindQueued))).containsOnly(Admission.WAITS);

        assertThat(lanes.clear()).containsExactlyInAnyOrder(behind, queued, behindQueued);

        assertThat(lanes.waiting()).isZero();
        assertThat(lanes.end(running.lane())).isEmpty();
        assertThat(lanes.end(second.lane())).isEmpty();
        assertThat(admissions(List.of(work("a", "1"), work("a", "3")))).containsOnly(Admission.BEGINS);
    }

    private List<Admission> admissions(List<Work<String>> works) {
        return works.stream().map(lanes::admit).toList();
    }

    private static Work<String> work(String tenant, String id) {
        return new Work<>(new Lane("things", RecordKey.of(tenant, id), 1), "an image");
    }
}
