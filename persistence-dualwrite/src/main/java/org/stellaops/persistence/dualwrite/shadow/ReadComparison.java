// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.shadow;

import org.stellaops.persistence.dualwrite.event.DualWriteEvent.SkipReason;

/** A comparison that runs in the background, repeatedly if necessary. Used by one thread at a time. */
interface ReadComparison {

    /** The result of one comparison. */
    enum Result {
        /** Conclusive; any difference has been reported. */
        DONE,
        /** A write was in flight; to be repeated. */
        AGAIN
    }

    /** Compares once. */
    Result once();

    /** Reports that it was abandoned without a result. Called at most once, and never with {@code DONE}. */
    void abandoned(SkipReason reason);
}
