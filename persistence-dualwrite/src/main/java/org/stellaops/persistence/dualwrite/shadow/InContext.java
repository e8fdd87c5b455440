// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.shadow;

import org.stellaops.persistence.dualwrite.event.DualWriteEvent.SkipReason;

/** A comparison in the context of the caller whose read it compares. */
record InContext(ReadContext.Captured captured, ReadComparison comparison) implements ReadComparison {

    static ReadComparison of(ReadContext.Captured captured, ReadComparison comparison) {
        return captured == ReadContext.Captured.NOTHING ? comparison : new InContext(captured, comparison);
    }

    @Override
    @SuppressWarnings("try") // The scope is only to be closed.
    public Result once() {
        try (ReadContext.Scope scope = captured.restore()) {
            return comparison.once();
        }
    }

    @Override
    public void abandoned(SkipReason reason) {
        comparison.abandoned(reason);
    }
}
