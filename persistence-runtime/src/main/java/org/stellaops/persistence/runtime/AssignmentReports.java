// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.stellaops.persistence.cutover.CohortAssignment;
import org.stellaops.persistence.cutover.StoredAssignment;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;

/** Reports by which assignment this process begins to serve the cohorts of a module: once for each generation, not for each cohort. */
final class AssignmentReports implements Consumer<StoredAssignment> {

    private final CohortAssignment configured;
    private final DualWriteListener listener;
    private final AtomicLong last = new AtomicLong(-1);

    AssignmentReports(CohortAssignment configured, DualWriteListener listener) {
        this.configured = configured;
        this.listener = listener.contained();
    }

    @Override
    public void accept(StoredAssignment followed) {
        long before = last.getAndSet(followed.generation());
        boolean isConfigured = followed.is(configured);
        if (before != followed.generation() && !(isConfigured && followed.generation() == 0)) {
            listener.on(
                    new DualWriteEvent.AssignmentFollowed(configured.module(), followed.generation(), isConfigured));
        }
    }
}
