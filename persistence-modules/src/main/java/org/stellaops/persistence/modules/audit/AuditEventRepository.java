// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.audit;

import java.util.List;
import org.stellaops.persistence.runtime.TenantParameter;

/**
 * Reads of audit events.
 *
 * <p>Answers are equal on both databases. <b>Threads.</b> Safe for concurrent use. <b>Failure.</b> {@link
 * org.stellaops.persistence.StoreException}.
 */
public interface AuditEventRepository {

    /** The newest events about one thing. */
    List<AuditEvent> of(@TenantParameter String tenant, String entityType, String entityId, int limit);
}
