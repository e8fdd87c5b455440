// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.note;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.unique;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.internal.replicate.SendResult;
import org.stellaops.persistence.dualwrite.internal.write.LeaderWriteResult;

/** E1 to E3 of the specification: unique values that move between records. */
class UniqueValuesCounterexamplesTest {

    private static final RecordKey A = RecordKey.global("a");
    private static final RecordKey B = RecordKey.global("b");

    @Test
    void e1_aSwapReachesTheTarget() {
        TwoStores stores = new TwoStores();
        put(stores, A, "1");
        put(stores, B, "2");
        stores.assertConverges(Side.LEGACY);
        applied(stores.put(stores.legacy, A, note("none")));
        put(stores, B, "1");
        put(stores, A, "2");

        stores.assertConverges(Side.LEGACY);

        assertThat(stores.events).hasAtLeastOneElementOfType(DualWriteEvent.Evicted.class);
        assertThat(stores.target.find(A).orElseThrow().content()).isEqualTo(unique("2"));
    }

    @Test
    void e1_aSwapReachesTheLegacyStore() {
        TwoStores stores = new TwoStores().ledByTarget();
        applied(stores.targetPut(stores.target, A, unique("1")));
        applied(stores.targetPut(stores.target, B, unique("2")));
        stores.assertConverges(Side.TARGET);
        applied(stores.targetPut(stores.target, A, note("none")));
        applied(stores.targetPut(stores.target, B, unique("1")));
        applied(stores.targetPut(stores.target, A, unique("2")));

        stores.assertConverges(Side.TARGET);

        assertThat(stores.events).hasAtLeastOneElementOfType(DualWriteEvent.Evicted.class);
        assertThat(stores.legacy.find(A).orElseThrow().content()).isEqualTo(unique("2"));
    }

    @Test
    void e2_aLateImageEvictsNobody() {
        TwoStores stores = new TwoStores();
        LeaderWriteResult late = put(stores, B, "1");
        applied(stores.put(stores.legacy, B, note("none")));
        stores.assertConverges(Side.LEGACY);
        put(stores, A, "1");
        stores.assertConverges(Side.LEGACY);

        assertThat(stores.send(late)).isEqualTo(new SendResult.MovedOn());

        stores.assertConverges(Side.LEGACY);
        assertThat(stores.target.find(A).orElseThrow().content()).isEqualTo(unique("1"));
    }

    @Test
    void e3_aHolderThatIsNotPendingInTheLeaderComesBack() {
        TwoStores stores = new TwoStores();
        put(stores, B, "2");
        stores.assertConverges(Side.LEGACY);
        stores.target.injected().changeContent(B, unique("1"));
        put(stores, A, "1");

        stores.assertConverges(Side.LEGACY);

        assertThat(stores.target.find(B).orElseThrow().content()).isEqualTo(unique("2"));
    }

    @Test
    void aValueThatAnotherRecordHoldsIsRejected() {
        TwoStores stores = new TwoStores();
        put(stores, A, "1");

        WriteOutcome outcome = stores.put(stores.legacy, B, unique("1")).outcome();

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        WriteOutcome.Rejected.class,
                        it -> assertThat(it.where()).isEqualTo("things_x"));
    }

    @CanIgnoreReturnValue
    private static LeaderWriteResult put(TwoStores stores, RecordKey key, String value) {
        return applied(stores.put(stores.legacy, key, unique(value)));
    }

    @CanIgnoreReturnValue
    private static LeaderWriteResult applied(LeaderWriteResult written) {
        assertThat(written.outcome().isApplied()).isTrue();
        return written;
    }
}
