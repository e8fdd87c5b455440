package org.stellaops.persistence.dualwrite.simulation;

import java.util.Optional;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.EntityPair;
import org.stellaops.persistence.dualwrite.LegacyLeader;
import org.stellaops.persistence.dualwrite.TargetLeader;
import org.stellaops.persistence.dualwrite.protocol.EpochView;
import org.stellaops.persistence.dualwrite.protocol.ForwardSender;
import org.stellaops.persistence.dualwrite.protocol.ProtocolSettings;
import org.stellaops.persistence.dualwrite.protocol.ReverseSender;
import org.stellaops.persistence.dualwrite.protocol.Sender;
import org.stellaops.persistence.spi.TargetWrite;
import org.stellaops.persistence.testkit.sim.Operation;

/**
 * A caller whose process keeps what it last knew of the epoch, so that it may be paused over a change of leader; it tries the
 * store that it takes for the leader.
 */
final class EitherLeader {

    private final SimulatedModule module;
    private final String name;
    private final EpochView ofLegacy;
    private final LegacyLeader legacy;
    private final TargetLeader target;
    private final Sender forward;
    private final Sender reverse;

    EitherLeader(SimulatedModule module, String name) {
        EntityPair pair = module.steppedPair();
        ProtocolSettings settings = module.settings(3);
        this.module = module;
        this.name = name;
        this.ofLegacy = module.readOnce(Side.LEGACY);
        this.legacy = new LegacyLeader(pair.legacy(), ofLegacy, settings);
        this.target = new TargetLeader(pair.target(), module.readOnce(Side.TARGET), settings, TargetWrite.Mark.PENDING);
        this.forward = new ForwardSender(pair, settings, event -> {});
        this.reverse = new ReverseSender(pair, settings, event -> {});
    }

    /** One call: p put, i put if absent, d delete. */
    void call(char letter, RecordKey key, String value) {
        switch (letter) {
            case 'p' -> put(key, value);
            case 'i' -> putIfAbsent(key, value);
            case 'd' -> delete(key);
            default -> throw new IllegalArgumentException("no call has the letter " + letter);
        }
    }

    private void put(RecordKey key, String value) {
        put(key, value, Precondition.none(), Operation.Kind.PUT);
    }

    private void putIfAbsent(RecordKey key, String value) {
        put(key, value, Precondition.absent(), Operation.Kind.PUT_IF_ABSENT);
    }

    private void put(RecordKey key, String value, Precondition precondition, Operation.Kind kind) {
        module.nextCall();
        int call = module.history.begin(name, key, kind, Optional.of(value));
        if (legacyLeads()) {
            module.finish(
                    call, module.write(() -> legacy.write(key, SimulatedModule.content(value), precondition)), forward);
        } else {
            module.finish(
                    call, module.write(() -> target.write(key, SimulatedModule.content(value), precondition)), reverse);
        }
    }

    private void delete(RecordKey key) {
        module.nextCall();
        int call = module.history.begin(name, key, Operation.Kind.DELETE, Optional.empty());
        if (legacyLeads()) {
            module.finish(call, module.write(() -> legacy.remove(key, Precondition.none())), forward);
        } else {
            module.finish(call, module.write(() -> target.remove(key, Precondition.none())), reverse);
        }
    }

    private boolean legacyLeads() {
        try {
            return ofLegacy.steadyEpoch().isPresent();
        } catch (StoreException e) {
            return false;
        }
    }
}
