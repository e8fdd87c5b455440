package org.stellaops.persistence.dualwrite.gate;

import java.util.List;
import org.stellaops.persistence.cutover.Stage;

/** A condition that must hold before a stage may change. */
@FunctionalInterface
public interface StageGate {

    /** The reasons, each a full sentence, why the module must not make this transition; empty if it may. */
    List<String> objections(Stage from, Stage to);

    /** A gate that never objects. */
    static StageGate none() {
        return (from, to) -> List.of();
    }

    /** This gate and another one; either may object. */
    default StageGate and(StageGate other) {
        return (from, to) -> java.util.stream.Stream.concat(
                        objections(from, to).stream(), other.objections(from, to).stream())
                .toList();
    }
}
