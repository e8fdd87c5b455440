// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.replicate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.DropReason;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.dualwrite.internal.control.ModuleClock;
import org.stellaops.persistence.dualwrite.internal.control.ModuleContext;
import org.stellaops.persistence.dualwrite.internal.control.ModuleStores;
import org.stellaops.persistence.dualwrite.internal.control.PauseLock;
import org.stellaops.persistence.dualwrite.internal.control.StageView;
import org.stellaops.persistence.dualwrite.internal.replicate.ReplicationLanes.Admission;
import org.stellaops.persistence.dualwrite.internal.replicate.ReplicationLanes.Lane;
import org.stellaops.persistence.dualwrite.internal.replicate.ReplicationLanes.Work;
import org.stellaops.persistence.dualwrite.settings.FollowerPolicy;
import org.stellaops.persistence.dualwrite.supervision.Supervisor;
import org.stellaops.persistence.dualwrite.supervision.TaskListener;
import org.stellaops.persistence.testkit.memory.MemoryLegacyBackend;
import org.stellaops.persistence.testkit.memory.MemoryTargetBackend;

class ReplicationLanesTest {

    private final ReplicationLanes lanes = new ReplicationLanes(4, 8, 1_000);

    @Test
    void anImageWaitsForTheEarlierOnesOfItsKeyAndComesAfterThem() {
        Work first = work("a", "k");
        Work second = work("a", "k");
        Work third = work("a", "k");

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
        assertThat(admissions(work("a", "1"), work("a", "2"), work("a", "3")))
                .containsExactly(Admission.BEGINS, Admission.BEGINS, Admission.WAITS);
        assertThat(admissions(work("b", "1"), work("b", "2"), work("c", "1")))
                .containsExactly(Admission.BEGINS, Admission.BEGINS, Admission.WAITS);
    }

    @Test
    void tenantsTakeTurnsHoweverMuchOneOfThemHasParked() {
        Work one = work("a", "1");
        Work two = work("a", "2");
        Work third = work("a", "3");
        Work fourth = work("a", "4");
        Work other = work("b", "1");
        Work otherNext = work("b", "2");
        ReplicationLanes narrow = new ReplicationLanes(1, 8, 1_000);
        assertThat(narrow.admit(one)).isEqualTo(Admission.BEGINS);
        List.of(two, third, fourth, other, otherNext)
                .forEach(it -> assertThat(narrow.admit(it)).isEqualTo(Admission.WAITS));

        List<Work> order = new ArrayList<>();
        for (Optional<Work> at = Optional.of(one);
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

        assertThat(admissions(work("b", "k"), work("b", "k"), work("b", "k"), work("b", "k")))
                .containsExactly(Admission.BEGINS, Admission.WAITS, Admission.WAITS, Admission.FULL);
    }

    @Test
    void whatWasRefusedTakesNoRoom() {
        Work big = new Work(new Lane("things", RecordKey.of("a", "big"), 5_000), task());
        assertThat(lanes.admit(big)).isEqualTo(Admission.BEGINS);
        assertThat(lanes.admit(work("b", "1"))).isEqualTo(Admission.FULL);

        assertThat(lanes.end(big.lane())).isEmpty();
        assertThat(admissions(work("b", "1"), work("b", "2"))).containsOnly(Admission.BEGINS);
    }

    @Test
    void whatIsClearedNeverBeginsAndItsKeysAreFreeAgain() {
        Work running = work("a", "1");
        Work second = work("a", "2");
        assertThat(admissions(running, second)).containsOnly(Admission.BEGINS);
        Work behind = work("a", "1");
        Work queued = work("a", "3");
        Work behindQueued = work("a", "3");
        assertThat(admissions(behind, queued, behindQueued)).containsOnly(Admission.WAITS);

        assertThat(lanes.clear()).containsExactlyInAnyOrder(behind, queued, behindQueued);

        assertThat(lanes.waiting()).isZero();
        assertThat(lanes.end(running.lane())).isEmpty();
        assertThat(lanes.end(second.lane())).isEmpty();
        assertThat(admissions(work("a", "1"), work("a", "3"))).containsOnly(Admission.BEGINS);
    }

    private List<Admission> admissions(Work... works) {
        return List.of(works).stream().map(lanes::admit).toList();
    }

    private static Work work(String tenant, String id) {
        return new Work(new Lane("things", RecordKey.of(tenant, id), 1), task());
    }

    private static ReplicationTask task() {
        ModuleContext module = new ModuleContext(
                new ModuleStores(
                        "module", List.of(), new MemoryLegacyBackend().control(), new MemoryTargetBackend().control()),
                new StageView(Stage.DUAL_WRITE, entered -> {}),
                new PauseLock(),
                new PauseLock(),
                new ModuleClock(() -> Instant.EPOCH, () -> 0),
                DualWriteListener.none(),
                new Supervisor("module", InstantSource.system(), TaskListener.NONE));
        return new ReplicationTask(
                () -> {
                    throw new AssertionError("nothing is sent here");
                },
                module.sends(),
                new Unreported(),
                FollowerResilience.of(module, FollowerPolicy.async()),
                () -> 0);
    }

    private static final class Unreported implements ReplicationTask.Report {

        @Override
        public void sent(SendResult result) {
            throw new AssertionError(result);
        }

        @Override
        public void retried(int attempt, Fault fault) {
            throw new AssertionError(fault);
        }

        @Override
        public void failed(Fault fault) {
            throw new AssertionError(fault);
        }

        @Override
        public void timedOut(Duration deadline) {
            throw new AssertionError(deadline);
        }

        @Override
        public void dropped(DropReason reason) {
            throw new AssertionError(reason);
        }
    }
}
