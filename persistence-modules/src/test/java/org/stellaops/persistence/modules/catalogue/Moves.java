// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.catalogue;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.gate.MoveResult;
import org.stellaops.persistence.runtime.PersistenceModule;

/** Moves of a module, which are refused until every process of it is known to have followed the last one. */
final class Moves {

    private static final Duration LONGEST = Duration.ofMinutes(2);

    private Moves() {}

    static void to(PersistenceModule module, Stage stage) {
        await().atMost(LONGEST)
                .alias(module.name() + " to " + stage)
                .until(() -> module.moveTo(stage), MoveResult.Moved.class::isInstance);
    }
}
