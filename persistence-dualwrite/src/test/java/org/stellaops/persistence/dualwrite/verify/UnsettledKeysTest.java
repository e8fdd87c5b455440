// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.ContentHash;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** Keys that were put off are never forgotten, however few may be put off at once. */
class UnsettledKeysTest {

    private static final VerificationSettings ONE_DEFERRED =
            new VerificationSettings(100, 10, VerifiedStores.AT_ONCE, 1, 1_000);

    @Test
    void keysThatHadToMakeRoomForOthersAreCountedAsUnsettledAndNothingIsVerified() {
        try (VerifiedStores stores = VerifiedStores.in(Stage.SHADOW_READ)) {
            for (int i = 0; i < 5; i++) {
                stores.put(VerifiedStores.key(i), VerifiedStores.full());
            }
            pendingFlag(stores, VerifiedStores.key(0));
            pendingFlag(stores, VerifiedStores.key(1));
            pendingFlag(stores, VerifiedStores.key(3));

            VerificationReport report = stores.verification(ONE_DEFERRED).run(Stage.SHADOW_READ);

            assertThat(report.counts()).isEqualTo(new VerificationCounts(2, 0, 0, 0, 0, 3, 0));
            assertThat(report.verdict()).isEqualTo(Verdict.NOT_VERIFIED);
            stores.replicate();
            assertThat(stores.verification(ONE_DEFERRED).run(Stage.SHADOW_READ).verdict())
                    .isEqualTo(Verdict.PASS);
        }
    }

    /** As a write whose image has not been sent yet. */
    private static void pendingFlag(VerifiedStores stores, RecordKey key) {
        Struct newer = VerifiedStores.full().with("count", Value.of(7));
        long version = stores.legacy.read(key).orElseThrow().stamp().version();
        stores.legacy
                .injected()
                .put(new LegacyRecord(
                        key,
                        new VersionStamp(version + 1, "in-flight-" + key.id()),
                        newer,
                        Optional.of(ContentHash.of(newer)),
                        OptionalLong.of(stores.legacyBackend.control().read().epoch()),
                        Optional.empty()));
    }
}
