// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.replicate;

import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.TargetStore;

/** Reports stale-epoch writes into the legacy store: durably in the leader first, then as an event. */
public final class StaleWriteReports {

    private final TargetStore target;
    private final Reports reports;

    public StaleWriteReports(TargetStore target, Reports reports) {
        this.target = target;
        this.reports = reports;
    }

    public void report(Image staleWrite, long epoch) {
        target.reportStaleWrite(staleWrite, epoch);
        reports.staleWrite(staleWrite.key(), staleWrite.stamp(), epoch);
    }
}
