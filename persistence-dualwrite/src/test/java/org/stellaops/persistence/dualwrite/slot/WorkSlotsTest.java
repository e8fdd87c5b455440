// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.slot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.verify.VerifiedStores;
import org.stellaops.persistence.spi.ControlEntries;

class WorkSlotsTest {

    private static final Duration LEASE = Duration.ofSeconds(30);

    private final AtomicLong nanos = new AtomicLong();
    private final ControlEntries entries =
            VerifiedStores.in(Stage.DUAL_WRITE).targetBackend.entries();
    private final WorkSlots first = slots(2);
    private final WorkSlots second = slots(2);

    @Test
    void noMoreThreadsOfAllProcessesWorkThanThereAreSlots() {
        WorkSlots.Slot one = first.take().orElseThrow();
        WorkSlots.Slot other = second.take().orElseThrow();

        assertThat(first.take()).isEmpty();
        assertThat(second.take()).isEmpty();

        one.close();
        assertThat(second.take()).isPresent();
        assertThat(other.hold()).isTrue();
    }

    @Test
    void theSlotOfAProcessThatDiedIsFreeAfterALease() {
        WorkSlots.Slot dead = first.take().orElseThrow();
        WorkSlots.Slot alive = first.take().orElseThrow();
        assertThat(second.take()).isEmpty();

        nanos.addAndGet(LEASE.toNanos() / 2);
        assertThat(alive.hold()).isTrue();
        assertThat(second.take()).isEmpty();
        nanos.addAndGet(LEASE.toNanos() / 2 + 1);

        assertThat(second.take()).as("that of the dead").isPresent();
        assertThat(second.take()).as("that of the living").isEmpty();
        assertThat(dead.hold()).as("it was only slow, and learns that").isFalse();
    }

    @Test
    void workOfAnotherNameHasSlotsOfItsOwn() {
        assertThat(slots(1).take()).isPresent();
        assertThat(new WorkSlots(entries, "other", 1, LEASE, nanos::get).take()).isPresent();
    }

    @Test
    void withoutASlotNothingCouldBeDone() {
        assertThatThrownBy(() -> slots(0)).isInstanceOf(IllegalArgumentException.class);
    }

    private WorkSlots slots(int number) {
        return new WorkSlots(entries, "copying", number, LEASE, nanos::get);
    }
}
