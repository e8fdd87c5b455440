package org.stellaops.persistence.dualwrite.gate;

import java.util.List;
import org.stellaops.persistence.cutover.Stage;

/** A gate: a condition that must hold, with its evidence, before a stage may change. */
@FunctionalInterface
public interface StageGate {

    /** Each reason, a whole sentence, why the module must not make this step; empty if it may. */
    List<String> objections(Stage from, Stage to);

    /** A guard that objects to nothing. */
    static StageGate none() {
        return (from, to) -> List.of();
    }

    /** This guard and another one: either may object. */
    default StageGate and(StageGate other) {
        return (from, to) -> java.util.stream.Stream.concat(
                        objections(from, to).stream(), other.objections(from, to).stream())
                .toList();
    }
}
