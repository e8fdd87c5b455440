// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.divergence;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.internal.compare.KeyComparer;
import org.stellaops.persistence.dualwrite.internal.compare.KeyComparison;
import org.stellaops.persistence.dualwrite.verify.VerifiedStores;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.TargetStore;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.ContentHash;
import org.stellaops.persistence.value.Value;

/** What is under way is no difference (D1), on whichever side it is. */
class KeyComparerTest {

    private static final RecordKey KEY = VerifiedStores.key(1);
    private static final int FIELDS = 10;

    @Test
    void aLeaderThatWasWrittenSinceTheFollowerWasReadIsUnsettled() {
        try (VerifiedStores stores = VerifiedStores.in(Stage.SHADOW_READ)) {
            stores.put(KEY, VerifiedStores.full());
            TargetStore target = afterCheck(
                    stores.target, () -> stores.put(KEY, VerifiedStores.full().with("count", Value.of(7))));
            KeyComparer comparer = new KeyComparer(stores.legacy, target, FIELDS);

            assertThat(comparer.compare(Side.LEGACY, KEY)).isInstanceOf(KeyComparison.Unsettled.class);

            assertThat(comparer.compare(Side.LEGACY, KEY)).isInstanceOf(KeyComparison.Equal.class);
        }
    }

    @Test
    void whatNobodyHasYetHeldAgainstTheTombstoneOnTheFollowerIsUnsettled() {
        try (VerifiedStores stores = VerifiedStores.in(Stage.TARGET_LED)) {
            long epoch = stores.targetBackend.control().read().epoch();
            Image.Present late = new Image.Present(
                    KEY,
                    new VersionStamp(epoch << 40, "late"),
                    VerifiedStores.full(),
                    ContentHash.of(VerifiedStores.full()));
            assertThat(stores.legacy
                            .insertProvisional(late, new LegacyRecord.Provisional(epoch, "attempt"))
                            .isDone())
                    .isTrue();
            KeyComparer comparer = new KeyComparer(stores.legacy, stores.target, FIELDS);

            assertThat(comparer.compare(Side.TARGET, KEY)).isInstanceOf(KeyComparison.Unsettled.class);

            assertThat(stores.legacy.confirm(KEY, late.stamp().version(), "attempt"))
                    .isTrue();
            assertThat(comparer.compare(Side.TARGET, KEY)).isInstanceOf(KeyComparison.Differs.class);
        }
    }

    /** A look at the target ends with its second question for the state of the key. */
    private static TargetStore afterCheck(TargetStore store, Runnable then) {
        AtomicInteger states = new AtomicInteger();
        return (TargetStore) Proxy.newProxyInstance(
                TargetStore.class.getClassLoader(), new Class<?>[] {TargetStore.class}, (proxy, called, args) -> {
                    Object answer = called.invoke(store, args);
                    if (called.getName().equals("state") && states.incrementAndGet() == 2) {
                        then.run();
                    }
                    return answer;
                });
    }
}
