// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.note;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.unique;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.internal.replicate.ForwardSender;
import org.stellaops.persistence.dualwrite.internal.replicate.SendResult;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.spi.ApplyAnswer;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.LegacyTombstone;
import org.stellaops.persistence.spi.StepResult;
import org.stellaops.persistence.spi.TargetState;
import org.stellaops.persistence.spi.TargetStore;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.spi.Versions;
import org.stellaops.persistence.value.Struct;

/** A record of the target gives way to another one that has its unique value now, and is sent again (section 8, E1 to E3). */
class ForwardEvictionTest {

    private static final long EPOCH = 1;
    private static final RecordKey HOLDER = RecordKey.global("holder");
    private static final RecordKey ARRIVING = RecordKey.global("arriving");
    private static final VersionStamp HELD = at(20, "held");
    private static final Image.Present IMAGE = Image.Present.of(ARRIVING, at(5, "arriving"), unique("1"));

    private final TwoStores stores = new TwoStores();

    private static VersionStamp at(long counter, String token) {
        return new VersionStamp(Versions.base(EPOCH) + counter, token);
    }

    @BeforeEach
    void theTargetHoldsTheValueForAnotherRecord() {
        leader(ARRIVING, IMAGE.stamp(), unique("1"), OptionalLong.of(EPOCH));
        Image.Present held = Image.Present.of(HOLDER, HELD, unique("1"));
        stores.target.injected().putRow(HOLDER, held.content());
        stores.target
                .injected()
                .putState(HOLDER, new TargetState(HELD, false, Optional.of(held.hash()), OptionalLong.empty(), false));
    }

    @Test
    void aHolderThatKeepsTheValueInTheLeaderBlocks() {
        leader(HOLDER, at(21, "later"), unique("1"), OptionalLong.empty());

        assertThat(send()).isInstanceOfSatisfying(SendResult.Blocked.class, it -> {
            assertThat(it.where()).isEqualTo("things_x");
            assertThat(it.reason()).contains("because", "holds its value of things_x, in the leader too");
        });

        assertThat(stores.events).singleElement().isInstanceOf(DualWriteEvent.FollowerRejected.class);
        assertThat(stores.target.find(HOLDER)).isPresent();
        assertThat(stores.legacy.read(HOLDER).orElseThrow().isPending()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"false, 19, 21", "false, 20, 21", "false, 30, 31", "true, 19, 21", "true, 20, 21", "true, 21, 21"})
    void aHolderWithAnotherValueIsPendingAboveWhatIsEvicted(boolean pending, long counter, long sentAgain) {
        leader(HOLDER, at(counter, "later"), note("other"), flag(pending));

        assertEvicted();

        LegacyRecord holder = stores.legacy.read(HOLDER).orElseThrow();
        assertThat(holder.stamp()).isEqualTo(at(sentAgain, "later"));
        assertThat(holder.isPending()).isTrue();
    }

    @Test
    void aHolderIsPendingAboveItsTombstoneToo() {
        leader(HOLDER, at(19, "later"), note("other"), OptionalLong.empty());
        tombstone(at(30, "deleted"), false);

        assertEvicted();

        assertThat(stores.legacy.read(HOLDER).orElseThrow().stamp()).isEqualTo(at(31, "later"));
    }

    @Test
    void aHolderThatTheLibraryNeverWroteIsStamped() {
        stores.legacy.putUnversioned(HOLDER, note("other"));

        assertEvicted();

        LegacyRecord holder = stores.legacy.read(HOLDER).orElseThrow();
        assertThat(holder.stamp().version()).isEqualTo(at(21, "").version());
        assertThat(holder.isPending()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"false, 19, 21", "false, 20, 21", "false, 30, 31", "true, 19, 21", "true, 20, 21", "true, 21, 21"})
    void aHolderThatWasDeletedIsBuriedAgainAboveWhatIsEvicted(boolean pending, long counter, long sentAgain) {
        tombstone(at(counter, "deleted"), pending);

        assertEvicted();

        LegacyTombstone tombstone = stores.legacy.readTombstone(HOLDER).orElseThrow();
        assertThat(tombstone.stamp()).isEqualTo(at(sentAgain, "deleted"));
        assertThat(tombstone.isPending()).isTrue();
    }

    @Test
    void aHolderOfWhichTheLeaderKnowsNothingIsBuried() {
        assertEvicted();

        LegacyTombstone tombstone = stores.legacy.readTombstone(HOLDER).orElseThrow();
        assertThat(tombstone.stamp().version()).isEqualTo(at(21, "").version());
        assertThat(tombstone.pendingEpoch()).hasValue(EPOCH);
        assertThat(tombstone.victim()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"bump", "bumpTombstone", "stamp", "insertTombstone"})
    void aHolderThatChangesMeanwhileIsNotEvicted(String step) {
        switch (step) {
            case "bump" -> leader(HOLDER, at(19, "later"), note("other"), OptionalLong.empty());
            case "bumpTombstone" -> tombstone(at(19, "deleted"), false);
            case "stamp" -> stores.legacy.putUnversioned(HOLDER, note("other"));
            default -> assertThat(stores.legacy.readTombstone(HOLDER)).isEmpty();
        }

        assertThat(send(Failing.at(1, step, LegacyStore.class, stores.legacy, StepResult.NoMatch::new), stores.target))
                .isEqualTo(new SendResult.TryAgain());

        assertThat(stores.target.find(HOLDER)).isPresent();
        assertThat(stores.target.find(ARRIVING)).isEmpty();
    }

    @Test
    void aLateImageEvictsNobody() {
        leader(ARRIVING, at(6, "newer"), note("other"), OptionalLong.of(EPOCH));

        assertThat(send()).isEqualTo(new SendResult.MovedOn());

        assertThat(stores.target.find(HOLDER)).isPresent();
    }

    @Test
    void aHolderThatCannotBeFoundBlocksAfterTheLastAttempt() {
        AtomicInteger asked = new AtomicInteger();
        TargetStore nameless = Failing.always("apply", TargetStore.class, stores.target, () -> {
            asked.incrementAndGet();
            return new ApplyAnswer.Violates("hidden", Optional.empty());
        });

        assertThat(send(stores.legacy, nameless)).isInstanceOfSatisfying(SendResult.Blocked.class, it -> {
            assertThat(it.where()).isEqualTo("hidden");
            assertThat(it.reason()).contains("by its unique key hidden", "cannot be found");
        });

        assertThat(asked).hasValue(1 + stores.settings.attempts());
        assertThat(stores.events).singleElement().isInstanceOf(DualWriteEvent.FollowerRejected.class);
    }

    @Test
    void aHolderThatIsNotFoundAtOnceIsLookedForAgain() {
        TargetStore nameless = Failing.at(
                1,
                "apply",
                TargetStore.class,
                stores.target,
                () -> new ApplyAnswer.Violates("things_x", Optional.empty()));

        assertThat(send(stores.legacy, nameless)).isEqualTo(new SendResult.Replicated());
    }

    @Test
    void holdersThatComeBackEachTimeAreLeftToALaterPass() {
        ApplyAnswer violates = new ApplyAnswer.Violates("things_x", Optional.of(new ApplyAnswer.Holder(HOLDER, HELD)));
        TargetStore contended = Failing.always("applyEvicting", TargetStore.class, stores.target, () -> violates);

        assertThat(send(stores.legacy, contended)).isEqualTo(new SendResult.TryAgain());

        assertThat(stores.events).noneMatch(DualWriteEvent.Evicted.class::isInstance);
    }

    private void assertEvicted() {
        assertThat(send()).isEqualTo(new SendResult.Replicated());
        assertThat(stores.target.find(ARRIVING)).isPresent();
        assertThat(stores.target.find(HOLDER)).isEmpty();
        assertThat(stores.legacy.read(ARRIVING).orElseThrow().isPending()).isFalse();
        List<DualWriteEvent> evictions = stores.events.stream()
                .filter(DualWriteEvent.Evicted.class::isInstance)
                .toList();
        assertThat(evictions).containsExactly(new DualWriteEvent.Evicted("module", "things", HOLDER, ARRIVING));
    }

    private SendResult send() {
        return send(stores.legacy, stores.target);
    }

    private SendResult send(LegacyStore legacy, TargetStore target) {
        return new ForwardSender(new EntityPair(TwoStores.TYPE, legacy, target), stores.settings, stores.events::add)
                .send(IMAGE, EPOCH);
    }

    private static OptionalLong flag(boolean pending) {
        return pending ? OptionalLong.of(EPOCH) : OptionalLong.empty();
    }

    private void leader(RecordKey key, VersionStamp stamp, Struct content, OptionalLong flag) {
        Image.Present image = Image.Present.of(key, stamp, content);
        stores.legacy
                .injected()
                .put(new LegacyRecord(key, stamp, content, Optional.of(image.hash()), flag, Optional.empty()));
    }

    private void tombstone(VersionStamp stamp, boolean pending) {
        stores.legacy
                .injected()
                .put(new LegacyTombstone(HOLDER, stamp, Optional.empty(), flag(pending), Optional.empty()));
    }
}
