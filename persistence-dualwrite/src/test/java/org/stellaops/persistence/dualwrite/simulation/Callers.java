package org.stellaops.persistence.dualwrite.simulation;

import java.util.Optional;
import java.util.function.BiFunction;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.EntityPair;
import org.stellaops.persistence.dualwrite.LegacyLeader;
import org.stellaops.persistence.dualwrite.TargetLeader;
import org.stellaops.persistence.dualwrite.protocol.EpochView;
import org.stellaops.persistence.dualwrite.protocol.ForwardSender;
import org.stellaops.persistence.dualwrite.protocol.ProtocolSettings;
import org.stellaops.persistence.dualwrite.protocol.ReverseSender;
import org.stellaops.persistence.dualwrite.protocol.Sender;
import org.stellaops.persistence.dualwrite.protocol.Written;
import org.stellaops.persistence.spi.TargetWrite;
import org.stellaops.persistence.testkit.sim.Operation;
import org.stellaops.persistence.value.Struct;

/** Calls on one store for as long as it leads: writes, sends as the library does, and keeps the history. */
final class Callers {

    private final SimulatedModule module;
    private final String name;
    private final Put put;
    private final BiFunction<RecordKey, Precondition, Written> delete;
    private final Sender sender;

    private interface Put {
        Written put(RecordKey key, Struct content, Precondition precondition);
    }

    private Callers(
            SimulatedModule module,
            String name,
            Put put,
            BiFunction<RecordKey, Precondition, Written> delete,
            Sender sender) {
        this.module = module;
        this.name = name;
        this.put = put;
        this.delete = delete;
        this.sender = sender;
    }

    static Callers of(SimulatedModule module, Side side, String name, EpochView epochs, int attempts) {
        EntityPair pair = module.steppedPair();
        ProtocolSettings settings = module.settings(attempts);
        if (side == Side.LEGACY) {
            LegacyLeader leader = new LegacyLeader(pair.legacy(), epochs, settings);
            ForwardSender sender = new ForwardSender(pair, settings, event -> {});
            return new Callers(module, name, leader::write, leader::remove, sender);
        }
        TargetLeader leader = new TargetLeader(pair.target(), epochs, settings, TargetWrite.Mark.PENDING);
        ReverseSender sender = new ReverseSender(pair, settings, event -> {});
        return new Callers(module, name, leader::write, leader::remove, sender);
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
        module.finish(call, module.write(() -> put.put(key, SimulatedModule.content(value), precondition)), sender);
    }

    private void delete(RecordKey key) {
        module.nextCall();
        int call = module.history.begin(name, key, Operation.Kind.DELETE, Optional.empty());
        module.finish(call, module.write(() -> delete.apply(key, Precondition.none())), sender);
    }
}
