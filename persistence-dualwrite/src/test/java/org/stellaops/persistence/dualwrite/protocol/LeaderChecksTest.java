// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.KEY;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.note;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.Patch;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.dualwrite.LegacyLeader;
import org.stellaops.persistence.dualwrite.internal.control.EpochView;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.value.Value;

/** A caller's mistake is found before the store is asked anything. */
class LeaderChecksTest {

    private static final RecordKey OF_TENANT = RecordKey.of("tenant", "k");
    private static final Condition UNKNOWN = new Condition.Missing("unknown");

    private final TwoStores stores = new TwoStores();
    private final LegacyLeader leader =
            new LegacyLeader(unasked(), EpochView.of(stores.legacyBackend.control()), stores.settings);

    @Test
    void aKeyOfAnotherTenancyIsRefused() {
        refused(() -> leader.find(OF_TENANT));
        refused(() -> leader.exists(OF_TENANT));
        refused(() -> leader.findAll(List.of(OF_TENANT)));
        refused(() -> leader.put(OF_TENANT, note("x"), Precondition.none()));
        refused(() -> leader.delete(OF_TENANT, Precondition.none()));
        refused(() -> leader.update(OF_TENANT, patch("note"), Precondition.none()));
        refused(() -> leader.estimate(Optional.of("tenant")));
    }

    @Test
    void anUnknownFieldIsRefused() {
        Query unknown = Query.where(UNKNOWN);
        refused(() -> leader.query(Optional.empty(), unknown));
        refused(() -> leader.count(Optional.empty(), UNKNOWN, 1));
        refused(() -> leader.select(Optional.empty(), unknown, Set.of("note")));
        refused(() -> leader.select(Optional.empty(), Query.all(), Set.of("unknown")));
        refused(() -> leader.distinct(Optional.empty(), "unknown", Condition.all(), 1));
        refused(() -> leader.update(KEY, patch("note"), Precondition.holds(UNKNOWN)));
        refused(() -> leader.update(KEY, patch("unknown"), Precondition.none()));
        refused(() -> leader.claim(Optional.empty(), unknown, patch("note")));
        refused(() -> leader.claim(Optional.empty(), Query.all(), patch("unknown")));
    }

    @Test
    void aContentThatNoRecordCouldHoldIsRejected() {
        assertThat(leader.put(KEY, note("x").with("unknown", Value.of("x")), Precondition.none()))
                .isInstanceOf(WriteOutcome.Rejected.class);
    }

    @Test
    void aPatchThatNoRecordCouldTakeIsRejected() {
        Patch tooLong = new Patch(Map.of("x", new Patch.Change.Set(Value.of("x".repeat(3_000)))));

        assertThat(leader.update(KEY, tooLong, Precondition.none()).outcome())
                .isInstanceOf(WriteOutcome.Rejected.class);
        assertThat(leader.claim(Optional.empty(), Query.all(), tooLong).outcome())
                .isInstanceOf(WriteOutcome.Rejected.class);
    }

    /** Every call of a method is one that should not have been made; only what type it is of may be asked. */
    private LegacyStore unasked() {
        return (LegacyStore) Proxy.newProxyInstance(
                LegacyStore.class.getClassLoader(), new Class<?>[] {LegacyStore.class}, (proxy, called, args) -> {
                    if (called.getName().equals("type")) {
                        return TwoStores.TYPE;
                    }
                    throw new AssertionError("asked: " + called.getName());
                });
    }

    private static Patch patch(String field) {
        return new Patch(Map.of(field, new Patch.Change.Set(Value.of("x"))));
    }

    private static void refused(ThrowingCallable call) {
        assertThatIllegalArgumentException().isThrownBy(call);
    }
}
