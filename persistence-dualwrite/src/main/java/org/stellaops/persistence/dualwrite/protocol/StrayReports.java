package org.stellaops.persistence.dualwrite.protocol;

import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.TargetStore;

/** Keeps what a process of a former epoch wrote into the legacy store: durably in the leader first, then as an event. */
final class StrayReports {

    private final TargetStore target;
    private final Reports reports;

    StrayReports(TargetStore target, Reports reports) {
        this.target = target;
        this.reports = reports;
    }

    void report(Image stray, long epoch) {
        target.reportStray(stray, epoch);
        reports.stray(stray.key(), stray.stamp(), epoch);
    }
}
