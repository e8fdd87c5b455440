// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.notify;

import java.util.List;
import org.stellaops.persistence.runtime.TenantParameter;

/**
 * Reads of incidents.
 *
 * <p>Answers are equal on both databases. <b>Threads.</b> Safe for concurrent use. <b>Failure.</b> {@link
 * org.stellaops.persistence.StoreException}.
 */
public interface IncidentRepository {

    /** The newest incidents that nobody has resolved yet. */
    List<Incident> unresolved(@TenantParameter String tenant, int limit);
}
