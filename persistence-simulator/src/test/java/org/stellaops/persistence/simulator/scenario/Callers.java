package org.stellaops.persistence.simulator.scenario;

import java.util.Optional;
import java.util.function.Supplier;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.internal.control.EpochView;
import org.stellaops.persistence.simulator.Operation;

/** Calls of one process through the store that the product hands out, with their history. */
final class Callers {

    private static final int ATTEMPTS_OF_WANDERERS = 3;

    private final SimulatedModule module;
    private final String name;
    private final Supplier<RoutedProcess> process;

    private Callers(SimulatedModule module, String name, Supplier<RoutedProcess> process) {
        this.module = module;
        this.name = name;
        this.process = process;
    }

    /** While one store leads and goes on to lead. */
    static Callers of(SimulatedModule module, Side leader, String name, int attempts) {
        return new Callers(
                module,
                name,
                () -> new RoutedProcess(
                        module.steppedStores(),
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
                () -> new RoutedProcess(
                        module.steppedStores(),
                        ofLegacy,
                        ofTarget,
                        module.settings(ATTEMPTS_OF_WANDERERS),
                        stageOf(leads(ofLegacy) ? Side.LEGACY : Side.TARGET)));
    }

    private static Stage stageOf(Side leader) {
        return leader == Side.LEGACY ? Stage.DUAL_WRITE : Stage.TARGET_LED;
    }

    private static boolean leads(EpochView epochs) {
        try {
            return epochs.steadyEpoch().isPresent();
        } catch (StoreException e) {
            return false;
        }
    }

    /** One call: p put, i put if absent, d delete. */
    void call(char letter, RecordKey key, String value) {
        switch (letter) {
            case 'p' -> put(key, value, Precondition.none(), Operation.Kind.PUT);
            case 'i' -> put(key, value, Precondition.absent(), Operation.Kind.PUT_IF_ABSENT);
            case 'd' -> delete(key);
            default -> throw new IllegalArgumentException("no call has the letter " + letter);
        }
    }

    private void put(RecordKey key, String value, Precondition precondition, Operation.Kind kind) {
        module.nextCall();
        int call = module.history.begin(name, key, kind, Optional.of(value));
        RoutedProcess routed = process.get();
        end(call, routed, () -> routed.store().put(key, SimulatedModule.content(value), precondition));
    }

    private void delete(RecordKey key) {
        module.nextCall();
        int call = module.history.begin(name, key, Operation.Kind.DELETE, Optional.empty());
        RoutedProcess routed = process.get();
        end(call, routed, () -> routed.store().delete(key, Precondition.none()));
    }

    /** The caller is answered; then what it wrote is sent. */
    private void end(int call, RoutedProcess routed, Supplier<WriteOutcome> write) {
        WriteOutcome outcome = module.write(write);
        if (outcome instanceof WriteOutcome.NotApplied it && it.fault().kind() == Fault.Kind.ABSENT) {
            module.history.endAbsent(call);
        } else {
            module.history.end(call, effectOf(outcome));
        }
        module.observe(outcome.toString());
        module.observe(routed.sendWaiting());
    }

    private static Operation.Effect effectOf(WriteOutcome outcome) {
        if (outcome.isApplied()) {
            return Operation.Effect.CERTAIN;
        }
        return outcome instanceof WriteOutcome.Unknown ? Operation.Effect.POSSIBLE : Operation.Effect.NONE;
    }
}
