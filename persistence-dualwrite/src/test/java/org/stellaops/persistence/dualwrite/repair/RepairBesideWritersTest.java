// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.repair;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.dualwrite.internal.control.EpochView;
import org.stellaops.persistence.dualwrite.internal.replicate.ForwardSender;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.dualwrite.settings.ProtocolSettings;
import org.stellaops.persistence.dualwrite.verify.VerifiedStores;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.LegacyTombstone;
import org.stellaops.persistence.spi.TargetStore;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** A repair that is overtaken changes nothing of what the faster one wrote (D2, D3). */
class RepairBesideWritersTest {

    private static final RecordKey KEY = VerifiedStores.key(1);
    private static final Struct NEWER = VerifiedStores.full().with("count", Value.of(7));
    private static final ProtocolSettings SETTINGS = ProtocolSettings.defaults();

    @Test
    void aWriteThatComesBetweenTheLookAtABypassedRowAndItsFirstStampStays() {
        try (VerifiedStores stores = VerifiedStores.in(Stage.TARGET_LED)) {
            stores.target.injected().putRow(KEY, VerifiedStores.full());
            TargetStore target = around(TargetStore.class, stores.target, "write", true, () -> stores.put(KEY, NEWER));
            TargetPendingFlag pendingFlag = new TargetPendingFlag(
                    new EntityPair(VerifiedStores.TYPE, stores.legacy, target),
                    EpochView.of(stores.targetBackend.control()),
                    SETTINGS.tokens());

            assertThat(pendingFlag.set(KEY)).isEmpty();

            assertThat(stores.target.find(KEY))
                    .hasValueSatisfying(it -> assertThat(it.content()).isEqualTo(NEWER));
            stores.replicate();
            assertThat(stores.legacy.find(KEY))
                    .hasValueSatisfying(it -> assertThat(it.content()).isEqualTo(NEWER));
        }
    }

    /** Replaced, the intent could neither be finished nor found: its delete would happen without any pending flag (A11). */
    @Test
    void anIntentThatCameAfterTheRecordWasFoundAbsentIsNotReplaced() {
        try (VerifiedStores stores = VerifiedStores.in(Stage.SHADOW_READ)) {
            LegacyStore legacy = around(LegacyStore.class, stores.legacy, "read", false, () -> {
                stores.put(KEY, NEWER);
                VersionStamp victim = stores.legacy.read(KEY).orElseThrow().stamp();
                assertThat(stores.legacy
                                .insertTombstone(tombstoneAbove(stores, Optional.of(victim)))
                                .isDone())
                        .isTrue();
            });
            LegacyPendingFlag pendingFlag = new LegacyPendingFlag(
                    new EntityPair(VerifiedStores.TYPE, legacy, stores.target),
                    EpochView.of(stores.legacyBackend.control()),
                    SETTINGS.tokens());

            assertThat(pendingFlag.set(KEY)).isEmpty();

            assertThat(stores.legacy.readTombstone(KEY))
                    .hasValueSatisfying(it -> assertThat(it.victim()).isPresent());
        }
    }

    /**
     * <ol>
     *   <li>One repair has found the record absent, and looks for a tombstone of its own to send.
     *   <li>A caller inserts the record, and it arrives.
     *   <li>Another repair, that had found the record absent as well, writes its tombstone.
     * </ol>
     */
    @Test
    void aTombstoneOfARepairThatCameTooLateIsNotReplicated() {
        try (VerifiedStores stores = VerifiedStores.in(Stage.SHADOW_READ)) {
            LegacyStore legacy = around(LegacyStore.class, stores.legacy, "read", false, () -> {
                stores.put(KEY, NEWER);
                assertThat(stores.legacy
                                .insertTombstone(tombstoneAbove(stores, Optional.empty()))
                                .isDone())
                        .isTrue();
            });
            EntityPair pair = new EntityPair(VerifiedStores.TYPE, legacy, stores.target);

            new ForwardReplicationStep(
                            pair,
                            EpochView.of(stores.legacyBackend.control()),
                            new ForwardSender(pair, SETTINGS, DualWriteListener.none()))
                    .replicate(KEY);

            assertThat(stores.target.find(KEY))
                    .hasValueSatisfying(it -> assertThat(it.content()).isEqualTo(NEWER));
        }
    }

    private static LegacyTombstone tombstoneAbove(VerifiedStores stores, Optional<VersionStamp> victim) {
        long version = stores.legacy.read(KEY).orElseThrow().stamp().version();
        long epoch = stores.legacyBackend.control().read().epoch();
        return new LegacyTombstone(
                KEY, new VersionStamp(version + 1, "other"), victim, OptionalLong.of(epoch), Optional.empty());
    }

    /** Somebody else acts once, before or after the first call of a method. */
    private static <S> S around(Class<S> kind, S store, String method, boolean before, Runnable other) {
        AtomicBoolean met = new AtomicBoolean();
        return kind.cast(Proxy.newProxyInstance(kind.getClassLoader(), new Class<?>[] {kind}, (proxy, called, args) -> {
            boolean now = called.getName().equals(method) && met.compareAndSet(false, true);
            if (now && before) {
                other.run();
            }
            Object answer = called.invoke(store, args);
            if (now && !before) {
                other.run();
            }
            return answer;
        }));
    }
}
