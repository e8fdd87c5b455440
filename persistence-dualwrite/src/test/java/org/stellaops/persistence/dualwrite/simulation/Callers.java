package org.stellaops.persistence.dualwrite.simulation;

import java.util.Optional;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.EntityPair;
import org.stellaops.persistence.dualwrite.LegacyLeader;
import org.stellaops.persistence.dualwrite.protocol.EpochView;
import org.stellaops.persistence.dualwrite.protocol.ForwardSender;
import org.stellaops.persistence.dualwrite.protocol.ProtocolSettings;
import org.stellaops.persistence.testkit.sim.Operation;

/** A caller on an actor's thread: writes through the leading legacy store, sends as the library does, keeps the history. */
final class Callers {

    private final SimulatedModule module;
    private final LegacyLeader leader;
    private final ForwardSender sender;
    private final String name;

    private Callers(SimulatedModule module, String name, EpochView epochs, int attempts) {
        EntityPair pair = module.steppedPair();
        ProtocolSettings settings = module.settings(attempts);
        this.module = module;
        this.name = name;
        this.leader = new LegacyLeader(pair.legacy(), epochs, settings);
        this.sender = new ForwardSender(pair, settings, event -> {});
    }

    /** A caller whose process read the epoch once. */
    static Callers ofLegacy(SimulatedModule module, String name, int attempts) {
        return new Callers(module, name, module.readOnce(Side.LEGACY), attempts);
    }

    void put(RecordKey key, String value, Precondition precondition, Operation.Kind kind) {
        int call = module.history.begin(name, key, kind, Optional.of(value));
        module.finish(call, leader.write(key, SimulatedModule.content(value), precondition), sender);
    }

    void put(RecordKey key, String value) {
        put(key, value, Precondition.none(), Operation.Kind.PUT);
    }

    void putIfAbsent(RecordKey key, String value) {
        put(key, value, Precondition.absent(), Operation.Kind.PUT_IF_ABSENT);
    }

    void delete(RecordKey key) {
        int call = module.history.begin(name, key, Operation.Kind.DELETE, Optional.empty());
        module.finish(call, leader.remove(key, Precondition.none()), sender);
    }
}
