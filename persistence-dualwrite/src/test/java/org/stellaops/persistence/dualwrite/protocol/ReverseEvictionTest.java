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
import org.stellaops.persistence.dualwrite.internal.replicate.ReverseSender;
import org.stellaops.persistence.dualwrite.internal.replicate.SendResult;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlRecord.Phase;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.StepResult;
import org.stellaops.persistence.spi.TargetState;
import org.stellaops.persistence.spi.TargetStore;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.spi.Versions;
import org.stellaops.persistence.value.Struct;

/** A record of the legacy store gives way to another one that has its unique value now, while the target leads (section 8). */
class ReverseEvictionTest {

    private static final long EPOCH = 3;
    private static final RecordKey HOLDER = RecordKey.global("holder");
    private static final RecordKey ARRIVING = RecordKey.global("arriving");
    private static final VersionStamp HELD = at(20, "held");
    private static final Image.Present IMAGE = Image.Present.of(ARRIVING, at(5, "arriving"), unique("1"));

    private final TwoStores stores = new TwoStores();

    private static VersionStamp at(long counter, String token) {
        return new VersionStamp(Versions.base(EPOCH) + counter, token);
    }

    @BeforeEach
    void theLegacyStoreHoldsTheValueForAnotherRecord() {
        assertThat(stores.targetBackend
                        .control()
                        .compareAndSet(stores.targetBackend.control().read(), new ControlRecord(Phase.STEADY, EPOCH)))
                .isTrue();
        leader(ARRIVING, IMAGE.stamp(), unique("1"), OptionalLong.of(EPOCH));
        holder(OptionalLong.empty());
    }

    @Test
    void aHolderThatKeepsTheValueInTheLeaderBlocks() {
        leader(HOLDER, at(21, "later"), unique("1"), OptionalLong.empty());

        assertThat(send()).isInstanceOfSatisfying(SendResult.Blocked.class, it -> {
            assertThat(it.where()).isEqualTo("things_x");
            assertThat(it.reason()).contains("because", "holds its value of things_x, in the leader too");
        });

        assertThat(stores.events).singleElement().isInstanceOf(DualWriteEvent.FollowerRejected.class);
        assertThat(stores.legacy.find(HOLDER)).isPresent();
        assertThat(stores.target.state(HOLDER).orElseThrow().isPending()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"false, 19, 21", "false, 20, 21", "false, 30, 31", "true, 19, 21", "true, 20, 21", "true, 21, 21"})
    void aHolderWithAnotherValueIsPendingAboveWhatIsEvicted(boolean pending, long counter, long sentAgain) {
        leader(HOLDER, at(counter, "later"), note("other"), pending ? OptionalLong.of(EPOCH) : OptionalLong.empty());

        assertEvicted();

        TargetState holder = stores.target.state(HOLDER).orElseThrow();
        assertThat(holder.stamp()).isEqualTo(at(sentAgain, "later"));
        assertThat(holder.isPending()).isTrue();
    }

    @Test
    void aHolderOfWhichTheLeaderKnowsNothingIsBuried() {
        assertEvicted();

        TargetState holder = stores.target.state(HOLDER).orElseThrow();
        assertThat(holder.deleted()).isTrue();
        assertThat(holder.isPending()).isTrue();
        assertThat(holder.stamp().version()).isEqualTo(at(21, "").version());
    }

    @ParameterizedTest
    @CsvSource({"bump", "repairTombstone"})
    void aHolderThatChangesMeanwhileIsNotEvicted(String step) {
        if (step.equals("bump")) {
            leader(HOLDER, at(19, "later"), note("other"), OptionalLong.empty());
        }

        assertThat(send(stores.legacy, Failing.at(1, step, TargetStore.class, stores.target, () -> false)))
                .isEqualTo(new SendResult.TryAgain());

        assertThat(stores.legacy.find(HOLDER)).isPresent();
    }

    @Test
    void aStaleWriteIsReportedBeforeItIsEvicted() {
        LegacyRecord stale = holder(OptionalLong.of(EPOCH - 1));

        assertEvicted();

        assertThat(stores.target.staleWrites())
                .singleElement()
                .satisfies(it -> assertThat(it.image()).isEqualTo(stale.image()));
    }

    @ParameterizedTest
    @CsvSource({"3", "4"})
    void aWriteOfALegacyStoreThatLeadsAgainIsNotEvicted(long flag) {
        LegacyRecord unused = holder(OptionalLong.of(flag));

        assertThat(send()).isEqualTo(new SendResult.OutOfDate());

        assertThat(stores.legacy.find(HOLDER)).isPresent();
        assertThat(stores.target.staleWrites()).isEmpty();
    }

    @Test
    void aHolderThatIsGoneByNowIsNotSaidToBeEvicted() {
        LegacyStore gone = Failing.at(1, "delete", LegacyStore.class, stores.legacy, () -> {
            assertThat(stores.legacy.injected().remove(HOLDER)).isTrue();
            return false;
        });

        assertThat(send(gone, stores.target)).isEqualTo(new SendResult.Replicated());

        assertThat(stores.events).noneMatch(DualWriteEvent.Evicted.class::isInstance);
    }

    /** What is evicted is named by the stamp that was met; another state is neither reported nor waited for. */
    @Test
    void aHolderThatIsInAnotherStateByThenIsNotJudgedByIt() {
        LegacyRecord another = new LegacyRecord(
                HOLDER, at(30, "another"), note("x"), Optional.empty(), OptionalLong.of(EPOCH), Optional.empty());
        LegacyStore changed = Failing.at(3, "read", LegacyStore.class, stores.legacy, () -> Optional.of(another));

        assertThat(send(changed, stores.target)).isEqualTo(new SendResult.Replicated());

        assertThat(stores.target.staleWrites()).isEmpty();
    }

    @Test
    void aLateImageEvictsNobody() {
        leader(ARRIVING, at(6, "newer"), note("other"), OptionalLong.of(EPOCH));

        assertThat(send()).isEqualTo(new SendResult.MovedOn());

        assertThat(stores.legacy.find(HOLDER)).isPresent();
    }

    @Test
    void aHolderThatCannotBeFoundBlocksAfterTheLastAttempt() {
        AtomicInteger asked = new AtomicInteger();
        LegacyStore nameless = Failing.always("insertProvisional", LegacyStore.class, stores.legacy, () -> {
            asked.incrementAndGet();
            return new StepResult.Duplicate("hidden", Optional.empty());
        });

        assertThat(send(nameless, stores.target)).isInstanceOfSatisfying(SendResult.Blocked.class, it -> {
            assertThat(it.where()).isEqualTo("hidden");
            assertThat(it.reason()).contains("by its unique key hidden", "cannot be found");
        });

        assertThat(asked).hasValue(1 + stores.settings.attempts());
        assertThat(stores.events).singleElement().isInstanceOf(DualWriteEvent.FollowerRejected.class);
    }

    @Test
    void holdersThatComeBackEachTimeAreLeftToALaterPass() {
        LegacyStore contended = Failing.always("insertProvisional", LegacyStore.class, stores.legacy, () -> {
            LegacyRecord back = holder(OptionalLong.empty());
            return new StepResult.Duplicate("things_x", Optional.of(back.key()));
        });

        assertThat(send(contended, stores.target)).isEqualTo(new SendResult.TryAgain());
    }

    @Test
    void anImageThatIsOvertakenAfterTheEvictionIsTriedAgain() {
        AtomicInteger asked = new AtomicInteger();
        LegacyStore overtaken = Failing.always("insertProvisional", LegacyStore.class, stores.legacy, () -> {
            return asked.incrementAndGet() == 1
                    ? new StepResult.Duplicate("things_x", Optional.of(HOLDER))
                    : new StepResult.NoMatch();
        });

        assertThat(send(overtaken, stores.target)).isEqualTo(new SendResult.TryAgain());
    }

    private void assertEvicted() {
        assertThat(send()).isEqualTo(new SendResult.Replicated());
        assertThat(stores.legacy.find(ARRIVING)).isPresent();
        assertThat(stores.legacy.find(HOLDER)).isEmpty();
        assertThat(stores.target.state(ARRIVING).orElseThrow().isPending()).isFalse();
        List<DualWriteEvent> evictions = stores.events.stream()
                .filter(DualWriteEvent.Evicted.class::isInstance)
                .toList();
        assertThat(evictions).containsExactly(new DualWriteEvent.Evicted("module", "things", HOLDER, ARRIVING));
    }

    private SendResult send() {
        return send(stores.legacy, stores.target);
    }

    private SendResult send(LegacyStore legacy, TargetStore target) {
        return new ReverseSender(new EntityPair(TwoStores.TYPE, legacy, target), stores.settings, stores.events::add)
                .send(IMAGE, EPOCH);
    }

    private void leader(RecordKey key, VersionStamp stamp, Struct content, OptionalLong flag) {
        Image.Present image = Image.Present.of(key, stamp, content);
        stores.target.injected().putRow(key, content);
        stores.target.injected().putState(key, new TargetState(stamp, false, Optional.of(image.hash()), flag, false));
    }

    private LegacyRecord holder(OptionalLong flag) {
        LegacyRecord record = new LegacyRecord(
                HOLDER,
                HELD,
                unique("1"),
                Optional.of(Image.Present.of(HOLDER, HELD, unique("1")).hash()),
                flag,
                Optional.empty());
        stores.legacy.injected().put(record);
        return record;
    }
}
