// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.KEY;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.note;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.dualwrite.internal.control.EpochView;
import org.stellaops.persistence.dualwrite.internal.write.DeleteIntentCompletion;
import org.stellaops.persistence.dualwrite.internal.write.LegacyDelete;
import org.stellaops.persistence.dualwrite.internal.write.TargetPut;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlRecord.Phase;
import org.stellaops.persistence.spi.ControlStore;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.LegacyTombstone;
import org.stellaops.persistence.spi.TargetStore;
import org.stellaops.persistence.spi.TargetWrite;
import org.stellaops.persistence.spi.VersionStamp;

/** What a caller is told when a statement fails between others that took effect: never less than may have happened. */
class WriteAnswersTest {

    private final TwoStores stores = new TwoStores();

    @Test
    void aDeleteThatFailsToReadAgainAfterItsIntentIsUnknown() {
        stores.putAndSend(note("T1"));
        LegacyStore overtaken = Failing.at(1, "delete", LegacyStore.class, stores.legacy, () -> {
            stores.put(note("T2"));
            return false;
        });
        LegacyStore failing = Failing.at(1, "read", LegacyStore.class, overtaken, WriteAnswersTest::unavailable);

        assertThat(stores.delete(failing).outcome()).isInstanceOf(WriteOutcome.Unknown.class);
    }

    @Test
    void aDeleteThatFailsToWriteItsSecondIntentIsUnknown() {
        stores.putAndSend(note("T1"));
        LegacyStore overtaken = Failing.at(1, "delete", LegacyStore.class, stores.legacy, () -> {
            stores.put(note("T2"));
            return false;
        });
        LegacyStore failing =
                Failing.at(1, "replaceTombstone", LegacyStore.class, overtaken, WriteAnswersTest::unavailable);

        assertThat(stores.delete(failing).outcome()).isInstanceOf(WriteOutcome.Unknown.class);
    }

    @Test
    void aDeleteThatFailsBeforeItsIntentIsNotApplied() {
        stores.putAndSend(note("T1"));

        assertThat(stores.delete(Failing.at(1, "hint", LegacyStore.class, stores.legacy, WriteAnswersTest::unavailable))
                        .outcome())
                .isInstanceOf(WriteOutcome.NotApplied.class);
        assertThat(stores.delete(Failing.at(
                                1, "insertTombstone", LegacyStore.class, stores.legacy, WriteAnswersTest::unavailable))
                        .outcome())
                .isInstanceOf(WriteOutcome.NotApplied.class);
        assertThat(stores.inLegacy()).contains(note("T1"));
    }

    @Test
    void aDeleteThatNoFenceGuardedIsAcknowledgedOnlyIfItsStoreStillLeads() {
        TwoStores weak = new TwoStores(ControlStore.FenceStrength.WEAK);
        weak.putAndSend(note("T1"));
        ControlStore control = weak.legacyBackend.control();
        EpochView epochs = EpochView.confirming(control, Duration.ofDays(1), () -> 1);
        Paused<WriteOutcome> late = Paused.after(
                "delete",
                LegacyStore.class,
                weak.legacy,
                it -> new LegacyDelete(it, epochs, weak.settings)
                        .delete(KEY, Precondition.none())
                        .outcome());
        assertThat(control.compareAndSet(control.read(), new ControlRecord(Phase.AWAY, 3)))
                .isTrue();

        assertThat(late.resume()).isInstanceOf(WriteOutcome.Unknown.class);
    }

    @Test
    void anIntentThatIsNotThereAnyMoreIsNotFinished() {
        stores.putAndSend(note("T1"));
        VersionStamp victim = stores.legacy.read(KEY).orElseThrow().stamp();
        LegacyTombstone gone = new LegacyTombstone(
                KEY,
                new VersionStamp(victim.version() + 1, "gone"),
                Optional.of(victim),
                OptionalLong.of(1),
                Optional.empty());

        assertThat(new DeleteIntentCompletion(stores.legacy).finish(gone, "me"))
                .isEqualTo(DeleteIntentCompletion.Finish.MOVED_ON);

        assertThat(stores.inLegacy()).contains(note("T1"));
    }

    @Test
    void aCommitThatDidNotAnswerIsAppliedOnlyIfItsTokenIsThere() {
        TwoStores led = stores.ledByTarget();
        led.targetPut(note("T1"));
        TargetStore lost = Failing.at(1, "write", TargetStore.class, led.target, WriteAnswersTest::noAnswer);

        assertThat(put(lost, "lost")).isInstanceOf(WriteOutcome.Unknown.class);

        TargetStore landed = new Landing(led.target).store();
        assertThat(put(landed, "landed").isApplied()).isTrue();
        assertThat(led.inTarget()).contains(note("landed"));
    }

    private WriteOutcome put(TargetStore store, String text) {
        return new TargetPut(
                        store,
                        EpochView.of(stores.targetBackend.control()),
                        stores.settings,
                        TargetWrite.PendingFlag.PENDING)
                .put(KEY, note(text), Precondition.none())
                .outcome();
    }

    private static Object unavailable() {
        throw new StoreException(Fault.Kind.UNAVAILABLE, "injected", null);
    }

    private static Object noAnswer() {
        throw new StoreException(Fault.Kind.NO_ANSWER, "injected", null);
    }

    /** Commits, and loses the answer. */
    private record Landing(TargetStore real) {

        TargetStore store() {
            return (TargetStore) java.lang.reflect.Proxy.newProxyInstance(
                    TargetStore.class.getClassLoader(), new Class<?>[] {TargetStore.class}, (proxy, called, args) -> {
                        Object answer = called.invoke(real, args);
                        if (called.getName().equals("write")) {
                            throw new StoreException(Fault.Kind.NO_ANSWER, "injected after " + answer, null);
                        }
                        return answer;
                    });
        }
    }
}
