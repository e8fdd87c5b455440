// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.control;

import java.util.List;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.spi.ControlEntries;
import org.stellaops.persistence.spi.ControlStore;
import org.stellaops.persistence.spi.DeadLetters;
import org.stellaops.persistence.spi.Together;

/**
 * The parts of a module that the protocol works on.
 *
 * @param module its name
 * @param pairs its entity types
 * @param legacyControl what the legacy store knows of its leadership
 * @param targetControl what the target knows of its leadership
 * @param legacyLetters what the follower refuses while the legacy store leads
 * @param targetLetters what the follower refuses while the target leads
 * @param legacyEntries what is kept beside the control record of the legacy store
 * @param targetEntries what is kept beside the control record of the target
 * @param together how what depends on nothing else is done while writes wait
 */
public record ModuleStores(
        String module,
        List<EntityPair> pairs,
        ControlStore legacyControl,
        ControlStore targetControl,
        DeadLetters legacyLetters,
        DeadLetters targetLetters,
        ControlEntries legacyEntries,
        ControlEntries targetEntries,
        Together together) {

    /** Stores that are asked for one thing after the other. */
    public ModuleStores(
            String module,
            List<EntityPair> pairs,
            ControlStore legacyControl,
            ControlStore targetControl,
            DeadLetters legacyLetters,
            DeadLetters targetLetters,
            ControlEntries legacyEntries,
            ControlEntries targetEntries) {
        this(
                module,
                pairs,
                legacyControl,
                targetControl,
                legacyLetters,
                targetLetters,
                legacyEntries,
                targetEntries,
                Together.inTurn());
    }

    /** Stores that keep no entries beside their control records. */
    public ModuleStores(
            String module,
            List<EntityPair> pairs,
            ControlStore legacyControl,
            ControlStore targetControl,
            DeadLetters legacyLetters,
            DeadLetters targetLetters) {
        this(
                module,
                pairs,
                legacyControl,
                targetControl,
                legacyLetters,
                targetLetters,
                ControlEntries.none(),
                ControlEntries.none());
    }

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

    /** What is kept beside the control record of a store. */
    public ControlEntries entries(Side side) {
        return side == Side.LEGACY ? legacyEntries : targetEntries;
    }
}
