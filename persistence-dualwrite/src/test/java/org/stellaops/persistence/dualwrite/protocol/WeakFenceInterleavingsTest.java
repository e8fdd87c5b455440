// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.internal.control.EpochView;
import org.stellaops.persistence.dualwrite.internal.control.ModuleStores;
import org.stellaops.persistence.dualwrite.internal.failover.DecisionCheck;
import org.stellaops.persistence.dualwrite.internal.failover.LeaderChange;
import org.stellaops.persistence.dualwrite.internal.failover.LeaderChangeResult;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.spi.ControlStore;
import org.stellaops.persistence.spi.ControlStore.FenceStrength;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.StepResult;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.testkit.fault.Interception;

/**
 * A writer that relies on the fence which it found standing, beside a change of leader whose fence cannot be raised, with each of the
 * writer's steps before each statement of the change, and a right to raise the fence that comes and goes once: what the writer
 * acknowledges, the new leader has.
 */
class WeakFenceInterleavingsTest {

    private static final Duration GRACE = Duration.ofSeconds(1);
    private static final Duration KEPT = GRACE.dividedBy(2);

    private int schedules;
    private int acknowledged;
    private int statements;

    /**
     * Where each step is made, by the number of the statement that it precedes.
     *
     * @param raise before which statement somebody raises the fence and loses the right again; none if it is negative
     */
    private record Schedule(int read, int accept, int confirm, int raise) {}

    @ParameterizedTest(name = "distrusted before: {0}")
    @ValueSource(booleans = {true, false})
    void whatIsAcknowledgedIsDrained(boolean distrusts) {
        List<String> lost = new ArrayList<>();
        int last = new Run(new Schedule(-1, -1, -1, -1)).play(distrusts);
        for (int raise = -1; raise <= last; raise++) {
            for (int read = 0; read <= last; read++) {
                for (int accept = read; accept <= last; accept++) {
                    for (int confirm = accept; confirm <= last; confirm++) {
                        Schedule schedule = new Schedule(read, accept, confirm, raise);
                        Run run = new Run(schedule);
                        statements = Math.max(statements, run.play(distrusts));
                        schedules++;
                        acknowledged += run.isAcknowledged ? 1 : 0;
                        if (run.isAcknowledged && !run.isInTheNewLeader()) {
                            lost.add(schedule.toString());
                        }
                    }
                }
            }
        }
        assertThat(lost).isEmpty();
        assertThat(acknowledged).isPositive();
        System.out.println("weak fence: distrusted=" + distrusts + " statements=" + statements + " schedules="
                + schedules + " acknowledged=" + acknowledged + " lost=" + lost.size());
    }

    /** One of them. */
    private static final class Run {

        private final TwoStores stores = new TwoStores();
        private final Schedule schedule;
        private final List<Integer> due;
        private final ControlStore control = stores.legacyBackend.control();
        private final EpochView writer;
        private final Image.Present image =
                Image.Present.of(TwoStores.KEY, new VersionStamp(1L << 40 | 1, "w"), TwoStores.note("x"));
        private long now = 1;
        private int slot;
        private int made;
        private OptionalLong epoch = OptionalLong.empty();
        private boolean isAccepted;
        private boolean isAcknowledged;

        Run(Schedule schedule) {
            this.schedule = schedule;
            this.due = List.of(schedule.read(), schedule.accept(), schedule.confirm());
            this.writer = EpochView.confirming(control, KEPT, () -> now);
            assertThat(control.raiseFence(1)).isEqualTo(FenceStrength.STRONG);
            stores.legacyBackend.become(FenceStrength.WEAK);
        }

        /** How many statements the change has. */
        int play(boolean distrusts) {
            LeaderChange change = new LeaderChange(
                    new ModuleStores(
                            "module",
                            List.of(new EntityPair(
                                    TwoStores.TYPE, slotted(LegacyStore.class, stores.legacy), stores.target)),
                            slotted(ControlStore.class, control),
                            stores.targetBackend.control()),
                    stores.settings,
                    event -> {},
                    () -> now,
                    GRACE,
                    length -> now += length.toNanos());
            if (distrusts) {
                change.distrust().begin(Side.LEGACY, () -> true);
            }
            assertThat(change.moveTo(Side.TARGET, Duration.ofSeconds(20), DecisionCheck.NOTHING))
                    .isInstanceOf(LeaderChangeResult.Moved.class);
            change.distrust().end();
            int statements = slot;
            next();
            return statements;
        }

        private <T> T slotted(Class<T> kind, T real) {
            return Interception.of(kind, (called, arguments) -> {
                next();
                return Interception.call(real, called, arguments);
            });
        }

        /** What is due before the next statement. */
        private void next() {
            if (schedule.raise() == slot) {
                stores.legacyBackend.become(FenceStrength.STRONG);
                assertThat(control.raiseFence(1)).isEqualTo(FenceStrength.STRONG);
                stores.legacyBackend.become(FenceStrength.WEAK);
            }
            while (made < due.size() && due.get(made) == slot) {
                step(made++);
            }
            slot++;
        }

        private void step(int number) {
            if (number == 0) {
                epoch = writer.steadyEpoch();
            } else if (number == 1) {
                isAccepted =
                        epoch.isPresent() && stores.legacy.insert(image, epoch.getAsLong()) instanceof StepResult.Done;
            } else {
                isAcknowledged = isAccepted && writer.confirms(epoch.getAsLong());
            }
        }

        boolean isInTheNewLeader() {
            return stores.target.image(TwoStores.KEY).filter(image::equals).isPresent();
        }
    }
}
