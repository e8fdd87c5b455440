// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.reassign;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cutover.Handover;
import org.stellaops.persistence.cutover.StoredAssignment;
import org.stellaops.persistence.dualwrite.audit.AuditAction;
import org.stellaops.persistence.dualwrite.audit.AuditRecord;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.dualwrite.internal.audit.AuditTrail;
import org.stellaops.persistence.dualwrite.internal.control.ModuleStores;
import org.stellaops.persistence.dualwrite.internal.stage.StageRecords.Leading;

/** Records reassignments in the audit trails of giver and receiver. Waits on both stores. */
final class ReassignmentAudit {

    private static final String PROCESS = "persistence reassign";

    private final CohortRecords records;
    private final InstantSource clock;
    private final DualWriteListener listener;

    /** Records in the trails of these cohorts. */
    ReassignmentAudit(CohortRecords records, InstantSource clock, DualWriteListener listener) {
        this.records = records;
        this.clock = clock;
        this.listener = listener;
    }

    /**
     * Who orders a reassignment, and why.
     *
     * @param by who
     * @param reason why
     */
    record Order(String by, String reason) {

        /** Requires both. */
        public Order {
            if (by.isBlank() || reason.isBlank()) {
                throw new IllegalArgumentException("a reassignment needs a name and a reason, since both are kept");
            }
        }
    }

    /**
     * Records what is about to be done.
     *
     * @throws StoreException if it cannot be recorded: then it must not be done
     */
    void ordered(StoredAssignment wanted, Order order) {
        Handover handover = handover(wanted);
        append(handover.giver(), action(AuditAction.Kind.ORDERED, wanted, order, "ordered"));
        append(handover.receiver(), action(AuditAction.Kind.ORDERED, wanted, order, "ordered"));
    }

    /** Records what became of it; that it cannot be recorded is an event, because it is done. */
    void ended(StoredAssignment wanted, boolean taken, Order order) {
        AuditAction action = taken
                ? action(AuditAction.Kind.REASSIGNED, wanted, order, "handed over")
                : action(AuditAction.Kind.ORDERED, wanted, order, "undone: the giver has the tenants as before");
        for (String cohort : List.of(handover(wanted).giver(), handover(wanted).receiver())) {
            try {
                append(cohort, action);
            } catch (StoreException e) {
                listener.on(new DualWriteEvent.NotAudited(
                        records.stores(cohort).module(), action, String.valueOf(e.getMessage())));
            }
        }
    }

    private void append(String cohort, AuditAction action) {
        ModuleStores stores = records.stores(cohort);
        Optional<Leading> leading = records.leading(cohort);
        if (leading.isPresent()) {
            AuditRecord record =
                    new AuditTrail(stores, clock, PROCESS).append(leading.get().side(), action);
            listener.on(new DualWriteEvent.Audited(stores.module(), record));
        }
    }

    private static AuditAction action(AuditAction.Kind kind, StoredAssignment wanted, Order order, String outcome) {
        return new AuditAction(
                kind,
                handover(wanted) + ": "
                        + wanted.goesWith(handover(wanted), wanted.wanted()).describe(),
                order.by(),
                order.reason(),
                outcome,
                List.of("generation " + wanted.generation()));
    }

    private static Handover handover(StoredAssignment wanted) {
        return wanted.step().orElseThrow().handover();
    }
}
