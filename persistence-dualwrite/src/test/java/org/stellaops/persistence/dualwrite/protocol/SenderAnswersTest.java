// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.KEY;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.image;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.note;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.internal.replicate.ForwardSender;
import org.stellaops.persistence.dualwrite.internal.replicate.ReverseSender;
import org.stellaops.persistence.dualwrite.internal.replicate.SendResult;
import org.stellaops.persistence.dualwrite.internal.write.LeaderWriteResult;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.spi.ApplyAnswer;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.LegacyTombstone;
import org.stellaops.persistence.spi.StepResult;
import org.stellaops.persistence.spi.TargetStore;
import org.stellaops.persistence.spi.VersionStamp;

/** What a sender makes of each answer of its follower, and of what its leader holds by then (3.3, 3.4, 4.2). */
class SenderAnswersTest {

    private static final ApplyAnswer VIOLATES = new ApplyAnswer.Violates("things_x", Optional.empty());

    private final TwoStores stores = new TwoStores();

    @Test
    void aStaleAnswerBumpsRecordAndTombstoneAboveWhatTheFollowerHolds() {
        Image record = image(stores.put(note("T1")));
        VersionStamp held = new VersionStamp(record.stamp().version() + 100, "held");

        assertThat(forward(new ApplyAnswer.Stale(held)).send(record, 1))
                .isEqualTo(new SendResult.Bumped(record.stamp().at(held.version() + 1)));
        assertThat(stores.legacy.read(KEY).orElseThrow().stamp().version()).isEqualTo(held.version() + 1);
        assertThat(stores.events)
                .containsExactly(new DualWriteEvent.Bumped(
                        "module", "things", KEY, record.stamp().version(), held.version() + 1));

        Image tombstone = image(stores.delete());
        VersionStamp above = new VersionStamp(tombstone.stamp().version() + 100, "held");
        assertThat(forward(new ApplyAnswer.Stale(above)).send(tombstone, 1))
                .isEqualTo(new SendResult.Bumped(tombstone.stamp().at(above.version() + 1)));
        assertThat(tombstone().stamp().version()).isEqualTo(above.version() + 1);
    }

    @Test
    void aStaleAnswerBumpsAboveTheTombstoneOfTheLeader() {
        Image record = image(stores.put(note("T1")));
        VersionStamp deleted = new VersionStamp(record.stamp().version() + 50, "deleted");
        stores.legacy
                .injected()
                .put(new LegacyTombstone(KEY, deleted, Optional.empty(), OptionalLong.empty(), Optional.empty()));

        assertThat(forward(new ApplyAnswer.Differs(record.stamp())).send(record, 1))
                .isEqualTo(new SendResult.Bumped(record.stamp().at(deleted.version() + 1)));
    }

    @Test
    void anUnversionedRecordIsStampedInsteadOfBumped() {
        stores.legacy.putUnversioned(KEY, note("bypassing"));
        Image.Present image = stores.legacy.read(KEY).orElseThrow().image();
        VersionStamp held = new VersionStamp((1L << 40) + 7, "held");

        SendResult result = forward(new ApplyAnswer.Stale(held)).send(image, 1);

        LegacyRecord record = stores.legacy.read(KEY).orElseThrow();
        assertThat(result).isEqualTo(new SendResult.Bumped(record.stamp()));
        assertThat(record.stamp().version()).isEqualTo(held.version() + 1);
        assertThat(record.isPending()).isTrue();
    }

    @Test
    void aBumpThatComesTooLateIsLeftToWhoeverCameFirst() {
        Image record = image(stores.put(note("T1")));
        ApplyAnswer stale = new ApplyAnswer.Stale(record.stamp());

        assertThat(forward(Failing.at(1, "bump", LegacyStore.class, stores.legacy, StepResult.NoMatch::new), stale)
                        .send(record, 1))
                .isEqualTo(new SendResult.MovedOn());
        assertThat(forward(Failing.at(1, "bump", LegacyStore.class, stores.legacy, StepResult.Fenced::new), stale)
                        .send(record, 1))
                .isEqualTo(new SendResult.OutOfDate());
        assertThat(stores.events).isEmpty();
    }

    @Test
    void onlyExactlyWhatWasSentIsCleared() {
        Image first = image(stores.put(note("T1")));
        Image second = image(stores.put(note("T2")));

        assertThat(forward(new ApplyAnswer.Applied()).send(first, 1)).isEqualTo(new SendResult.MovedOn());
        assertThat(stores.legacy.read(KEY).orElseThrow().isPending()).isTrue();
        assertThat(forward(new ApplyAnswer.Same()).send(second, 1)).isEqualTo(new SendResult.Replicated());
        assertThat(stores.legacy.read(KEY).orElseThrow().isPending()).isFalse();

        Image tombstone = image(stores.delete());
        assertThat(forward(new ApplyAnswer.Applied())
                        .send(new Image.Tombstone(KEY, tombstone.stamp().at(1)), 1))
                .isEqualTo(new SendResult.MovedOn());
        assertThat(tombstone().isPending()).isTrue();
        assertThat(forward(new ApplyAnswer.Applied()).send(tombstone, 1)).isEqualTo(new SendResult.Replicated());
        assertThat(tombstone().isPending()).isFalse();
    }

    @Test
    void whatTheFollowerRefusesStaysPendingAndIsSaid() {
        Image record = image(stores.put(note("T1")));

        assertThat(forward(new ApplyAnswer.Refused("too long")).send(record, 1))
                .isEqualTo(new SendResult.Blocked("the content", "too long"));
        assertThat(stores.events)
                .containsExactly(
                        new DualWriteEvent.FollowerRejected("module", "things", KEY, "the content", "too long"));
        assertThat(forward(new ApplyAnswer.OutOfDate()).send(record, 1)).isEqualTo(new SendResult.OutOfDate());
        assertThat(forward(VIOLATES).send(new Image.Tombstone(KEY, record.stamp()), 1))
                .isEqualTo(new SendResult.OutOfDate());
        assertThat(stores.legacy.read(KEY).orElseThrow().isPending()).isTrue();
    }

    @Test
    void onlyAPendingRecordIsSentAgain() {
        ForwardSender sender = forward(new ApplyAnswer.Applied());
        assertThat(sender.sendCurrent(KEY, 1)).isEqualTo(new SendResult.MovedOn());
        assertThat(stores.put(note("T1")).outcome().isApplied()).isTrue();

        assertThat(sender.sendCurrent(KEY, 1)).isEqualTo(new SendResult.Replicated());
        assertThat(sender.sendCurrent(KEY, 1)).isEqualTo(new SendResult.MovedOn());
    }

    @Test
    void aRecordThatAnIntentIsAboutToDeleteIsLeftToIt() {
        Image record = image(stores.put(note("T1")));
        stores.legacy
                .injected()
                .put(new LegacyTombstone(
                        KEY,
                        record.stamp().at(record.stamp().version() + 1),
                        Optional.of(record.stamp()),
                        OptionalLong.of(1),
                        Optional.empty()));

        assertThat(forward(new ApplyAnswer.Applied()).sendCurrent(KEY, 1)).isEqualTo(new SendResult.LeftToIntent());
    }

    @Test
    void eachImageOfABatchHasItsOwnResult() {
        RecordKey other = RecordKey.global("other");
        Image first = image(stores.put(note("T1")));
        Image second = image(stores.put(stores.legacy, other, note("T2")));

        assertThat(new ForwardSender(stores.pair(), stores.settings, stores.events::add)
                        .sendAll(List.of(first, new Image.Tombstone(KEY, first.stamp()), second), 1))
                .hasSize(3)
                .startsWith(new SendResult.Replicated())
                .endsWith(new SendResult.Replicated());
    }

    @Test
    void aReverseSenderReadsWhatIsPendingInTheTarget() {
        stores.ledByTarget();
        ReverseSender sender = reverse(stores.legacy, stores.target);
        assertThat(sender.sendCurrent(KEY, 3)).isEqualTo(new SendResult.MovedOn());
        LeaderWriteResult written = stores.targetPut(note("T1"));

        assertThat(sender.sendCurrent(KEY, 3)).isEqualTo(new SendResult.Replicated());
        assertThat(sender.sendCurrent(KEY, 3)).isEqualTo(new SendResult.MovedOn());
        assertThat(sender.send(image(written), 3)).isEqualTo(new SendResult.Replicated());
        assertThat(sender.send(new Image.Tombstone(KEY, new VersionStamp(7, "gone")), 3))
                .isEqualTo(new SendResult.MovedOn());
    }

    @Test
    void aReverseBumpThatComesTooLateIsLeftToWhoeverCameFirst() {
        stores.ledByTarget();
        Image record = image(stores.targetPut(note("T1")));
        VersionStamp ahead = record.stamp().at(record.stamp().version() + 9);
        assertThat(stores.legacy.applyTombstone(new Image.Tombstone(KEY, ahead)).isDone())
                .isTrue();

        assertThat(reverse(stores.legacy, Failing.at(1, "bump", TargetStore.class, stores.target, () -> false))
                        .send(record, 3))
                .isEqualTo(new SendResult.MovedOn());
        assertThat(stores.events).noneMatch(DualWriteEvent.Bumped.class::isInstance);
        assertThat(reverse(stores.legacy, stores.target).send(record, 3))
                .isEqualTo(new SendResult.Bumped(record.stamp().at(ahead.version() + 1)));
        assertThat(stores.events)
                .contains(new DualWriteEvent.Bumped(
                        "module", "things", KEY, record.stamp().version(), ahead.version() + 1));
    }

    @Test
    void aLegacyStoreThatIsAlwaysOvertakenIsTriedAgainLater() {
        stores.ledByTarget();
        Image record = image(stores.targetPut(note("T1")));

        assertThat(reverse(
                                Failing.always(
                                        "insertProvisional", LegacyStore.class, stores.legacy, StepResult.NoMatch::new),
                                stores.target)
                        .send(record, 3))
                .isEqualTo(new SendResult.TryAgain());
    }

    @ParameterizedTest
    @CsvSource({"REJECTED, true", "UNAVAILABLE, false", "NO_ANSWER, false"})
    void onlyAContentThatTheLegacyStoreRejectsIsBlocked(Fault.Kind kind, boolean blocked) {
        stores.ledByTarget();
        Image record = image(stores.targetPut(note("T1")));
        ReverseSender sender = reverse(
                Failing.always("insertProvisional", LegacyStore.class, stores.legacy, () -> {
                    throw new StoreException(kind, "injected", null);
                }),
                stores.target);

        if (blocked) {
            assertThat(sender.send(record, 3)).isEqualTo(new SendResult.Blocked("the content", "injected"));
        } else {
            assertThatThrownBy(() -> sender.send(record, 3)).isInstanceOf(StoreException.class);
        }
        assertThat(stores.target.state(KEY).orElseThrow().isPending()).isTrue();
    }

    private ForwardSender forward(ApplyAnswer answer) {
        return forward(stores.legacy, answer);
    }

    private ForwardSender forward(LegacyStore legacy, ApplyAnswer answer) {
        TargetStore answering = Failing.always("apply", TargetStore.class, stores.target, () -> answer);
        return new ForwardSender(
                new EntityPair(TwoStores.TYPE, legacy, answering), stores.settings, stores.events::add);
    }

    private ReverseSender reverse(LegacyStore legacy, TargetStore target) {
        return new ReverseSender(new EntityPair(TwoStores.TYPE, legacy, target), stores.settings, stores.events::add);
    }

    private LegacyTombstone tombstone() {
        return stores.legacy.readTombstone(KEY).orElseThrow();
    }
}
