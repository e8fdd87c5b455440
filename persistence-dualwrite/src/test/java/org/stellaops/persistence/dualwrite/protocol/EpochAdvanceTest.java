// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.persistence.dualwrite.protocol.FollowingLegacy.at;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.KEY;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.note;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.internal.control.ModuleStores;
import org.stellaops.persistence.dualwrite.internal.tombstone.EpochAdvance;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlRecord.Phase;
import org.stellaops.persistence.spi.ControlStore;
import org.stellaops.persistence.spi.ControlStore.FenceStrength;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.LegacyRecord.Provisional;
import org.stellaops.persistence.spi.LegacyStore;

/** The next epoch is in force in both stores, or it is said why not (3.5). */
class EpochAdvanceTest {

    private final TwoStores stores = new TwoStores();
    private final ControlStore legacy = stores.legacyBackend.control();
    private final ControlStore target = stores.targetBackend.control();

    @Test
    void bothStoresAreRaisedAndTheAdvanceIsReported() {
        assertThat(advance(stores.module(), Side.LEGACY, legacy.read())).isEmpty();

        assertThat(legacy.read()).isEqualTo(new ControlRecord(Phase.STEADY, 2));
        assertThat(target.read()).isEqualTo(new ControlRecord(Phase.AWAY, 2));
        assertThat(legacy.fenceEpoch()).isEqualTo(2);
        assertThat(stores.events)
                .containsExactly(new DualWriteEvent.EpochAdvanced("module", Side.LEGACY, 2, Instant.EPOCH));
    }

    @ParameterizedTest
    @CsvSource({
        "MOVING, a leader change is in progress; try again when it is over",
        "AWAY, the legacy store does not lead"
    })
    void onlyAStoreThatLeadsSteadilyAdvances(Phase phase, String reason) {
        assertThat(advance(stores.module(), Side.LEGACY, new ControlRecord(phase, 1)))
                .contains(reason);

        assertThat(legacy.read().epoch()).isEqualTo(1);
        assertThat(stores.events).isEmpty();
    }

    @Test
    void whoeverReadAnotherRecordAdvancesNothing() {
        assertThat(advance(stores.module(), Side.LEGACY, new ControlRecord(Phase.STEADY, 2))
                        .orElseThrow())
                .startsWith("another process advanced the epoch or began a leader change meanwhile");
        assertThat(legacy.read()).isEqualTo(new ControlRecord(Phase.STEADY, 1));
        assertThat(target.read().epoch()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"0, 1 2", "1, 2", "2, 2"})
    void aFenceThatStandsIsRaisedOnce(long stands, String raised) {
        if (stands > 0) {
            assertThat(legacy.raiseFence(stands)).isNotNull();
        }
        List<String> raises = new ArrayList<>();
        ControlStore counting = Failing.instead("raiseFence", 1, ControlStore.class, legacy, args -> {
            raises.add(args[0].toString());
            return FenceStrength.STRONG;
        });

        assertThat(advance(stores.withLegacyControl(counting), Side.LEGACY, legacy.read()))
                .isEmpty();

        assertThat(String.join(" ", raises)).isEqualTo(raised);
    }

    @Test
    void aRightThatIsRevokedMeanwhileIsSaid() {
        ControlStore revoked = Failing.at(2, "raiseFence", ControlStore.class, legacy, () -> FenceStrength.WEAK);

        assertThat(advance(stores.withLegacyControl(revoked), Side.LEGACY, legacy.read())
                        .orElseThrow())
                .contains("grant collMod");

        assertThat(legacy.read().epoch()).as("harmless").isEqualTo(2);
        assertThat(target.read().epoch()).isEqualTo(1);
        assertThat(stores.events).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "AWAY, 1, true, AWAY, 2",
        "AWAY, 2, true, AWAY, 2",
        "AWAY, 3, true, AWAY, 3",
        "STEADY, 1, false, STEADY, 1",
        "STEADY, 2, true, STEADY, 2"
    })
    void aFollowerIsRaisedOnlyWhileItFollowsAndNeverLowered(
            Phase phase, long epoch, boolean advanced, Phase after, long epochAfter) {
        ControlRecord held = new ControlRecord(phase, epoch);
        assertThat(held.equals(target.read()) || target.compareAndSet(target.read(), held))
                .isTrue();

        Optional<String> hindrance = advance(stores.module(), Side.LEGACY, legacy.read());

        assertThat(hindrance)
                .isEqualTo(
                        advanced
                                ? Optional.empty()
                                : Optional.of("the target store's control record says that it leads as well"));
        assertThat(target.read()).isEqualTo(new ControlRecord(after, epochAfter));
    }

    @Test
    void aFollowerThatChangesMeanwhileIsRaisedInTheNextTry() {
        ControlStore overtaken = Failing.at(1, "compareAndSet", ControlStore.class, target, () -> false);

        assertThat(advance(stores.withTargetControl(overtaken), Side.LEGACY, legacy.read()))
                .isEmpty();

        assertThat(target.read()).isEqualTo(new ControlRecord(Phase.AWAY, 2));
    }

    @Test
    void provisionalRecordsAreFinishedWhileTheTargetLeadsOnly() {
        givenProvisional(1);
        assertThat(advance(stores.module(), Side.LEGACY, legacy.read())).isEmpty();
        assertThat(provisional()).isPresent();

        assertThat(stores.legacy.injected().remove(KEY)).isTrue();
        stores.ledByTarget();
        givenProvisional(1);
        assertThat(advance(stores.module(), Side.TARGET, target.read())).isEmpty();
        assertThat(provisional()).isEmpty();
    }

    /** A record that stays provisional of the new epoch is none of those that must be finished. */
    @ParameterizedTest
    @CsvSource({"3, false", "4, true", "5, true"})
    void onlyProvisionalRecordsOfAFormerEpochKeepItBack(long epoch, boolean advanced) {
        stores.ledByTarget();
        AtomicInteger tries = new AtomicInteger();
        LegacyStore stuck = Failing.instead("confirm", 3, LegacyStore.class, stores.legacy, args -> {
            tries.incrementAndGet();
            return false;
        });
        givenProvisional(epoch);

        Optional<String> hindrance = advance(
                stores.module(new EntityPair(TwoStores.TYPE, stuck, stores.target)), Side.TARGET, target.read());

        assertThat(hindrance)
                .isEqualTo(
                        advanced
                                ? Optional.empty()
                                : Optional.of("records of " + TwoStores.TYPE
                                        + " in the legacy store stay provisional; try again later"));
        assertThat(tries).hasValue(advanced ? 1 : stores.settings.attempts());
    }

    private Optional<String> advance(ModuleStores module, Side leader, ControlRecord before) {
        stores.events.clear();
        return new EpochAdvance(module, stores.settings, stores.events::add).advance(leader, before);
    }

    private Optional<Provisional> provisional() {
        return stores.legacy.read(KEY).flatMap(LegacyRecord::provisional);
    }

    private void givenProvisional(long epoch) {
        Image.Present image = Image.Present.of(KEY, at(1, "late"), note("late"));
        stores.legacy
                .injected()
                .put(new LegacyRecord(
                        KEY,
                        image.stamp(),
                        image.content(),
                        Optional.of(image.hash()),
                        OptionalLong.empty(),
                        Optional.of(new Provisional(epoch, "attempt"))));
    }
}
