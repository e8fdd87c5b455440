// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.shadow;

import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.ReadKind;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.SkipReason;
import org.stellaops.persistence.dualwrite.internal.compare.KeyComparison;

/** Compares the record of a find. */
final class FindComparison implements ReadComparison {

    private final ShadowSubject subject;
    private final RecordKey key;

    FindComparison(ShadowSubject subject, RecordKey key) {
        this.subject = subject;
        this.key = key;
    }

    @Override
    public Result once() {
        KeyComparison found = subject.compare(key);
        if (found instanceof KeyComparison.Unsettled) {
            return Result.AGAIN;
        }
        subject.report(key, found);
        subject.compared(ReadKind.FIND, 1);
        return Result.DONE;
    }

    @Override
    public void abandoned(SkipReason reason) {
        subject.notCompared(ReadKind.FIND, reason);
    }
}
