package org.stellaops.persistence.dualwrite.shadow;

import org.stellaops.persistence.dualwrite.event.DualWriteEvent.SkipReason;

/** Something to look at in the background, more than once if need be. Used by one thread at a time. */
interface ReadComparison {

    /** What one look settled. */
    enum Result {
        /** Judged; what was found is reported. */
        DONE,
        /** A write was under way; to be looked at again. */
        AGAIN
    }

    /** Looks once. */
    Result once();

    /** Says that it was abandoned without a verdict. Called at most once, and never with {@code DONE}. */
    void abandoned(SkipReason reason);
}
