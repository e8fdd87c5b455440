package org.stellaops.persistence.dualwrite.internal.control;

import java.util.List;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.spi.ControlStore;
import org.stellaops.persistence.spi.DeadLetters;

/**
 * The parts of a module that the protocol works on.
 *
 * @param module its name
 * @param pairs its entity types
 * @param legacyControl the control record of the legacy store
 * @param targetControl the control record of the target
 * @param legacyLetters the rejections of the follower while the legacy store leads
 * @param targetLetters the rejections of the follower while the target leads
 */
public record ModuleStores(
        String module,
        List<EntityPair> pairs,
        ControlStore legacyControl,
        ControlStore targetControl,
        DeadLetters legacyLetters,
        DeadLetters targetLetters) {

    /** Stores that keep no dead letters. */
    public ModuleStores(String module, List<EntityPair> pairs, ControlStore legacyControl, ControlStore targetControl) {
        this(module, pairs, legacyControl, targetControl, DeadLetters.none(), DeadLetters.none());
    }

    /** Takes an unmodifiable copy. */
    public ModuleStores {
        pairs = List.copyOf(pairs);
    }

    /** The control record of a store. */
    public ControlStore control(Side side) {
        return side == Side.LEGACY ? legacyControl : targetControl;
    }
}
