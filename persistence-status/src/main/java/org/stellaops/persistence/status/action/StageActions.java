// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.status.action;

import java.util.function.Consumer;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.gate.MoveResult;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.cutover.CutoverPlan;
import org.stellaops.persistence.runtime.cutover.CutoverResult;

/**
 * What may be ordered over the page.
 *
 * <p><b>Threads.</b> Called by one thread at a time. <b>Blocking.</b> Waits on both stores, a cutover until it has ended.
 * <b>Failure.</b> {@link org.stellaops.persistence.StoreException} if a store cannot be asked, and then nothing was begun, or
 * what was begun is finished or aborted; {@link IllegalArgumentException} for a module that there is not.
 */
public interface StageActions {

    /** What a cutover would do. Changes nothing. */
    CutoverPlan plan(String module, Stage to);

    /** Records the order, and carries it out. */
    CutoverResult cutover(StageOrder order, Consumer<MoveResult> progress);

    /** Orders to the modules that this process serves. */
    static StageActions of(Persistence persistence) {
        return new OpenModuleActions(persistence);
    }
}
