// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.notify;

import java.time.Instant;
import java.util.List;
import org.stellaops.persistence.runtime.TenantParameter;

/**
 * Reads of maintenance windows.
 *
 * <p>Answers are equal on both databases. <b>Threads.</b> Safe for concurrent use. <b>Failure.</b> {@link
 * org.stellaops.persistence.StoreException}.
 */
public interface MaintenanceWindowRepository {

    /** The first windows that are open at this moment and were not cancelled, the one that ends first before the others. */
    List<MaintenanceWindow> at(@TenantParameter String tenant, Instant now, int limit);
}
