package org.stellaops.persistence.dualwrite.protocol;

import java.util.List;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.EntityPair;
import org.stellaops.persistence.spi.ControlStore;

/**
 * What a module consists of, as the protocol sees it.
 *
 * @param module its name
 * @param pairs its entity types
 * @param legacyControl what the legacy store knows of its leadership
 * @param targetControl what the target knows of its leadership
 */
public record ModuleStores(
        String module, List<EntityPair> pairs, ControlStore legacyControl, ControlStore targetControl) {

    /** Takes an unmodifiable copy. */
    public ModuleStores {
        pairs = List.copyOf(pairs);
    }

    /** What a store knows of its leadership. */
    public ControlStore control(Side side) {
        return side == Side.LEGACY ? legacyControl : targetControl;
    }
}
