// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.admission.StoreProblem;
import org.stellaops.persistence.dualwrite.admission.StoreProblem.Kind;
import org.stellaops.persistence.dualwrite.internal.control.ModuleStores;
import org.stellaops.persistence.spi.ControlEntries.Entry;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlRecord.Phase;
import org.stellaops.persistence.spi.ControlStore;
import org.stellaops.persistence.spi.DeadLetters;
import org.stellaops.persistence.testkit.memory.MemoryLegacyBackend;
import org.stellaops.persistence.testkit.memory.MemoryTargetBackend;

/** What a process that looks at both stores writes into them, and what it leaves alone. */
class PulseTest {

    private final AtomicInteger ids = new AtomicInteger();
    private final MemoryTargetBackend target = new MemoryTargetBackend();
    private MemoryLegacyBackend legacy = new MemoryLegacyBackend();
    private boolean targetIsSilent;

    @BeforeEach
    void targetLeads() {
        assertThat(legacy.control().initialise(new ControlRecord(Phase.AWAY, 3)))
                .isNotNull();
        assertThat(target.control().initialise(new ControlRecord(Phase.STEADY, 3)))
                .isNotNull();
    }

    @Test
    void storesThatBothAnswerAreIntroducedOnce() {
        assertThat(beat()).isEmpty();
        Optional<StoreIdentity> ofLegacy = identity(Side.LEGACY);
        Optional<StoreIdentity> ofTarget = identity(Side.TARGET);

        assertThat(beat()).isEmpty();

        assertThat(ofLegacy.flatMap(StoreIdentity::peer)).isEqualTo(ofTarget.map(StoreIdentity::store));
        assertThat(identity(Side.LEGACY)).isEqualTo(ofLegacy);
        assertThat(identity(Side.TARGET)).isEqualTo(ofTarget);
    }

    /**
     * With an identity of its own the emptied store would be the database of another installation, and so would be, to it, the one
     * that leads: no process could start any more.
     */
    @Test
    void aStoreThatIsEmptiedWhileTheLeaderIsSilentIsStillKnownAsEmptiedAfterwards() {
        assertThat(beat()).isEmpty();
        legacy = new MemoryLegacyBackend();
        targetIsSilent = true;

        assertThat(beat()).isEmpty();
        assertThat(beat()).isEmpty();
        assertThat(identity(Side.LEGACY)).isEmpty();

        targetIsSilent = false;
        assertThat(beat().map(StoreProblem::kind)).contains(Kind.EMPTY);
        assertThat(beat().map(StoreProblem::side)).contains(Side.LEGACY);
        assertThat(IdentityRules.problem(
                        StoreViews.both(stores()).target(),
                        StoreViews.both(stores()).legacy()))
                .isEmpty();
    }

    @Test
    void aNewStoreIsIntroducedWhenTheOtherOneAnswersAtLast() {
        targetIsSilent = true;
        assertThat(beat()).isEmpty();
        assertThat(identity(Side.LEGACY)).isEmpty();

        targetIsSilent = false;
        assertThat(beat()).isEmpty();

        assertThat(identity(Side.LEGACY).flatMap(StoreIdentity::peer)).isPresent();
        assertThat(identity(Side.TARGET).flatMap(StoreIdentity::peer)).isPresent();
    }

    @Test
    void aStoreIsRecognisedByWhatItSaidAtTheLastLookAtBoth() {
        Pulse pulse = pulse();
        assertThat(pulse.recognises(Side.TARGET)).isFalse();

        assertThat(pulse.beat()).as("introduces both").isEmpty();
        assertThat(pulse.beat()).isEmpty();
        assertThat(pulse.recognises(Side.TARGET)).isTrue();
        assertThat(pulse.recognises(Side.LEGACY)).isTrue();

        var entry = target.entries().find(StoreIdentity.ENTRY).orElseThrow();
        assertThat(target.entries()
                        .replace(
                                entry,
                                new StoreIdentity("pair", "another", Optional.empty(), Optional.empty()).write()))
                .isTrue();
        assertThat(pulse.recognises(Side.TARGET)).isFalse();
        assertThat(pulse.recognises(Side.LEGACY)).isTrue();
    }

    @Test
    void noStoreIsRecognisedOnceALookHasFoundAProblem() {
        Pulse pulse = pulse();
        assertThat(pulse.beat()).isEmpty();
        assertThat(pulse.beat()).isEmpty();
        assertThat(pulse.recognises(Side.TARGET)).isTrue();
        var entry = legacy.entries().find(StoreIdentity.ENTRY).orElseThrow();
        assertThat(legacy.entries().remove(entry)).isTrue();

        assertThat(pulse.beat()).isPresent();

        assertThat(pulse.recognises(Side.TARGET)).isFalse();
    }

    private Optional<StoreProblem> beat() {
        return pulse().beat();
    }

    private Pulse pulse() {
        return new Pulse(stores(), () -> "id" + ids.incrementAndGet(), Duration.ofSeconds(1), () -> 0);
    }

    private Optional<StoreIdentity> identity(Side side) {
        return (side == Side.LEGACY ? legacy.entries() : target.entries())
                .find(StoreIdentity.ENTRY)
                .map(Entry::text)
                .map(StoreIdentity::read);
    }

    private ModuleStores stores() {
        return new ModuleStores(
                "module",
                List.of(),
                legacy.control(),
                targetControl(),
                DeadLetters.none(),
                DeadLetters.none(),
                legacy.entries(),
                target.entries());
    }

    private ControlStore targetControl() {
        ControlStore real = target.control();
        return (ControlStore) Proxy.newProxyInstance(
                ControlStore.class.getClassLoader(),
                new Class<?>[] {ControlStore.class},
                (proxy, method, arguments) -> {
                    if (targetIsSilent && method.getName().equals("find")) {
                        throw new StoreException(Fault.Kind.UNAVAILABLE, "no answer", null);
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
