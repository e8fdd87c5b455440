// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator.scenario;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.Revision;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.internal.control.EpochView;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.simulator.Operation;
import org.stellaops.persistence.simulator.Told;

/** Calls of one process through the store that the product hands out, with their history. */
final class Callers {

    private static final int ATTEMPTS_OF_WANDERERS = 3;

    private final SimulatedModule module;
    private final String name;
    private final Function<EntityPair, RoutedProcess> process;

    private Callers(SimulatedModule module, String name, Function<EntityPair, RoutedProcess> process) {
        this.module = module;
        this.name = name;
        this.process = process;
    }

    /** While one store leads and goes on to lead. */
    static Callers of(SimulatedModule module, Side leader, String name, int attempts) {
        return new Callers(
                module,
                name,
                pair -> new RoutedProcess(
                        module.steppedStores(pair),
                        module.known(Side.LEGACY),
                        module.known(Side.TARGET),
                        module.settings(attempts),
                        stageOf(leader)));
    }

    /**
     * Of a process that keeps what it once knew of the epoch, so that it may be paused over any change of leader; it tries the
     * store that it takes for the leader.
     */
    static Callers wandering(SimulatedModule module, String name) {
        EpochView ofLegacy = module.readOnce(Side.LEGACY);
        EpochView ofTarget = module.readOnce(Side.TARGET);
        return new Callers(
                module,
                name,
                pair -> new RoutedProcess(
                        module.steppedStores(pair),
                        ofLegacy,
                        ofTarget,
                        module.settings(ATTEMPTS_OF_WANDERERS),
                        stageOf(presumed(ofLegacy, ofTarget))));
    }

    private static Stage stageOf(Side leader) {
        return leader == Side.LEGACY ? Stage.DUAL_WRITE : Stage.TARGET_LED;
    }

    /** A record that cannot be read says nothing; then the other one decides, as in a process that knows its stage. */
    private static Side presumed(EpochView ofLegacy, EpochView ofTarget) {
        Optional<Boolean> legacy = leads(ofLegacy);
        if (legacy.isPresent()) {
            return legacy.get() ? Side.LEGACY : Side.TARGET;
        }
        return leads(ofTarget).orElse(false) ? Side.TARGET : Side.LEGACY;
    }

    private static Optional<Boolean> leads(EpochView epochs) {
        try {
            return Optional.of(epochs.steadyEpoch().isPresent());
        } catch (StoreException e) {
            return Optional.empty();
        }
    }

    /**
     * One call: p put, i put if absent, d delete, c a find and a put under the revision that it found, o a put and then another
     * under the revision that it was told.
     */
    void call(char letter, RecordKey key, String value) {
        switch (letter) {
            case 'p' -> put(key, value, Precondition.none(), Operation.Kind.PUT);
            case 'i' -> put(key, value, Precondition.absent(), Operation.Kind.PUT_IF_ABSENT);
            case 'd' -> delete(key);
            case 'c' -> change(key, value);
            case 'o' -> putTwice(key, value);
            default -> throw new IllegalArgumentException("no call has the letter " + letter);
        }
    }

    private void put(RecordKey key, String value, Precondition precondition, Operation.Kind kind) {
        module.nextCall();
        putHere(key, value, precondition, kind);
    }

    private Optional<Revision> putHere(RecordKey key, String value, Precondition precondition, Operation.Kind kind) {
        int call = module.history.begin(name, key, kind, Optional.of(value));
        RoutedProcess routed = process.apply(module.steppedPair());
        WriteOutcome outcome = end(
                call,
                routed,
                precondition,
                () -> routed.store().put(key, SimulatedModule.content(value), precondition));
        return outcome instanceof WriteOutcome.Applied it ? Optional.of(it.revision()) : Optional.empty();
    }

    private void putTwice(RecordKey key, String value) {
        module.nextCall();
        putHere(key, value, Precondition.absent(), Operation.Kind.PUT_IF_ABSENT)
                .ifPresent(told -> putOver(key, value, told, value + "'"));
    }

    private void change(RecordKey key, String value) {
        module.nextCall();
        Optional<StoredRecord> found;
        try {
            found = process.apply(module.steppedPair()).store().find(key);
        } catch (StoreException e) {
            module.observe("not found: " + e.fault().kind());
            return;
        }
        found.ifPresent(it -> putOver(key, SimulatedModule.valueOf(found).orElseThrow(), it.revision(), value));
    }

    /** A conditional write replaces exactly what its caller was told: the value that the told write left. */
    private void putOver(RecordKey key, String expected, Revision told, String value) {
        int call = module.history.beginIf(name, key, expected, value);
        RoutedProcess routed = process.apply(module.steppedPair(told));
        end(
                call,
                routed,
                Precondition.revision(told),
                () -> routed.store().put(key, SimulatedModule.content(value), Precondition.revision(told)));
    }

    private void delete(RecordKey key) {
        module.nextCall();
        int call = module.history.begin(name, key, Operation.Kind.DELETE, Optional.empty());
        RoutedProcess routed = process.apply(module.steppedPair());
        end(call, routed, Precondition.none(), () -> routed.store().delete(key, Precondition.none()));
    }

    /** The caller is answered; then what it wrote is sent. */
    private WriteOutcome end(int call, RoutedProcess routed, Precondition precondition, Supplier<WriteOutcome> write) {
        WriteOutcome outcome = module.write(write);
        module.history.end(call, Told.by(outcome, precondition));
        module.observe(outcome.toString());
        module.observe(routed.sendWaiting());
        return outcome;
    }
}
