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
import org.stellaops.persistence.dualwrite.internal.replicate.ProvisionalCleanup;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.LegacyRecord.Provisional;

/** A record that nobody compared with its tombstone is confirmed or removed by whoever cleans up (4.4). */
class ProvisionalCleanupTest {

    private final FollowingLegacy follower = new FollowingLegacy();
    private final ProvisionalCleanup cleanup = new ProvisionalCleanup(follower.stores.legacy, follower.stores.settings);

    @ParameterizedTest
    @CsvSource({"7, true", "8, true", "9, false"})
    void itIsConfirmedUnlessATombstoneIsAboveIt(long counter, boolean stays) {
        givenProvisional();
        follower.tombstone(at(counter, "deleted"), OptionalLong.empty());

        assertThat(cleanup.cleanUp()).isEqualTo(1);

        assertThat(follower.stamp().isPresent()).isEqualTo(stays);
        assertThat(follower.stores.legacy.provisionalRecords(Optional.empty(), 1))
                .isEmpty();
        assertThat(cleanup.cleanUp()).isZero();
    }

    @Test
    void withoutATombstoneItIsConfirmed() {
        givenProvisional();

        assertThat(cleanup.cleanUpKey(KEY)).isTrue();

        assertThat(follower.stores.legacy.read(KEY).orElseThrow().provisional()).isEmpty();
        assertThat(cleanup.cleanUpKey(KEY)).isFalse();
    }

    @Test
    void belowAnIntentItIsLeftToThat() {
        givenProvisional();
        follower.tombstone(at(9, "intent"), OptionalLong.of(SENDER));

        assertThat(cleanup.cleanUpKey(KEY)).isTrue();

        assertThat(follower.stores.legacy.read(KEY).orElseThrow().provisional()).isPresent();
    }

    /** Such as a slow insert of a store that leads, which its sender will lift above the tombstone. */
    @Test
    void aRecordThatIsNotProvisionalIsNotTouched() {
        LegacyRecord pending = follower.record(at(8, "held"), note("held"), OptionalLong.of(SENDER), Optional.empty());
        follower.tombstone(at(9, "deleted"), OptionalLong.empty());

        assertThat(cleanup.cleanUpKey(KEY)).isFalse();

        assertThat(follower.stores.legacy.read(KEY)).contains(pending);
    }

    private void givenProvisional() {
        LegacyRecord unused = follower.record(
                at(8, "held"), note("held"), OptionalLong.empty(), Optional.of(new Provisional(SENDER, "late")));
    }
}
