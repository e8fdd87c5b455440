// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.member;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.verify.VerifiedStores;
import org.stellaops.persistence.spi.ControlEntries;

class WorkLeasesTest {

    private static final Duration LEASE = Duration.ofSeconds(30);

    private final AtomicLong nanos = new AtomicLong();
    private final ControlEntries entries =
            VerifiedStores.in(Stage.DUAL_WRITE).targetBackend.entries();
    private final WorkLeases first = leases(entries);
    private final WorkLeases second = leases(entries);

    @Test
    void aPartHasOneWorkerAmongThreadsAndProcesses() {
        WorkLeases.Lease held = first.take("0").orElseThrow();

        assertThat(first.take("0")).isEmpty();
        assertThat(second.take("0")).isEmpty();
        assertThat(second.take("1")).isPresent();

        held.close();
        assertThat(second.take("0")).isPresent();
    }

    @Test
    void threadsOfAProcessShareWithoutEntriesOfATarget() {
        WorkLeases alone = leases(ControlEntries.none());

        assertThat(alone.take("0")).hasValueSatisfying(it -> {
            pass(LEASE.multipliedBy(2));
            assertThat(it.hold()).isTrue();
        });
        assertThat(alone.take("0")).isEmpty();
    }

    @Test
    void whatADeadProcessHeldIsTakenOverWhenItWasSilentForALease() {
        WorkLeases.Lease dead = first.take("0").orElseThrow();
        assertThat(second.take("0")).isEmpty();

        pass(LEASE);
        assertThat(second.take("0")).isEmpty();
        pass(Duration.ofMillis(1));
        assertThat(second.take("0")).isPresent();

        assertThat(dead.hold()).as("it was only slow, and learns that").isFalse();
        dead.close();
        assertThat(leases(entries).take("0"))
                .as("the entry of the second is still there")
                .isEmpty();
    }

    @Test
    void whoRenewsKeepsHisPart() {
        WorkLeases.Lease held = first.take("0").orElseThrow();
        assertThat(second.take("0")).isEmpty();

        for (int i = 0; i < 5; i++) {
            pass(LEASE.dividedBy(2));
            assertThat(held.hold()).isTrue();
            assertThat(second.take("0")).isEmpty();
        }
    }

    private WorkLeases leases(ControlEntries target) {
        return new WorkLeases(target, "backfill/advisories/", LEASE, nanos::get);
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
