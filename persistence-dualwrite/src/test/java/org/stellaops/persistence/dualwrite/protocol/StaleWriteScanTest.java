// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.persistence.dualwrite.protocol.FollowingLegacy.SENDER;
import static org.stellaops.persistence.dualwrite.protocol.FollowingLegacy.at;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.KEY;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.note;

import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stellaops.persistence.dualwrite.internal.reconcile.StaleWriteScan;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlRecord.Phase;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.TargetState;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.spi.Versions;

/** A stale-epoch write is overwritten because the leader sends its key again, above that write. */
class StaleWriteScanTest {

    private final FollowingLegacy follower = new FollowingLegacy();
    private final TwoStores stores = follower.stores;

    StaleWriteScanTest() {
        assertThat(stores.targetBackend
                        .control()
                        .compareAndSet(stores.targetBackend.control().read(), new ControlRecord(Phase.STEADY, SENDER)))
                .isTrue();
    }

    @Test
    void aKeyThatTheLeaderDoesNotHaveIsBuriedAboveTheStaleWrite() {
        givenStaleWrite(at(20, "stale"));

        assertThat(scan()).isEqualTo(1);

        TargetState state = stores.target.state(KEY).orElseThrow();
        assertThat(state.deleted()).isTrue();
        assertThat(state.isPending()).isTrue();
        assertThat(state.stamp().version()).isEqualTo(Versions.base(SENDER) + 21);
    }

    @ParameterizedTest
    @CsvSource({"19, 20, 21", "20, 20, 21", "30, 20, 31"})
    void aReplicatedKeyIsSentAgainAboveBoth(long leader, long stale, long sent) {
        givenLeader(at(leader, "leader"), OptionalLong.empty());
        givenStaleWrite(at(stale, "stale"));

        assertThat(scan()).isEqualTo(1);

        assertLeader(sent);
    }

    @ParameterizedTest
    @CsvSource({"19, 21", "20, 21", "21, 21"})
    void aPendingKeyGetsAHigherVersionOnlyIfItIsNotAboveTheStaleWrite(long leader, long sent) {
        givenLeader(at(leader, "leader"), OptionalLong.of(SENDER));
        givenStaleWrite(at(20, "stale"));

        assertThat(scan()).isEqualTo(1);

        assertLeader(sent);
    }

    private int scan() {
        return new StaleWriteScan(stores.pair(), stores.settings, stores.events::add).search(SENDER);
    }

    private void assertLeader(long counter) {
        TargetState state = stores.target.state(KEY).orElseThrow();
        assertThat(state.stamp()).isEqualTo(at(counter, "leader"));
        assertThat(state.isPending()).isTrue();
        assertThat(state.deleted()).isFalse();
    }

    private void givenLeader(VersionStamp stamp, OptionalLong flag) {
        Image.Present image = Image.Present.of(KEY, stamp, note("leader"));
        stores.target.injected().putRow(KEY, image.content());
        stores.target.injected().putState(KEY, new TargetState(stamp, false, Optional.of(image.hash()), flag, false));
    }

    private void givenStaleWrite(VersionStamp stamp) {
        assertThat(follower.record(stamp, note("stale"), OptionalLong.of(SENDER - 1), Optional.empty()))
                .isNotNull();
    }
}
