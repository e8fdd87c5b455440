// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.notify;

import java.time.Instant;
import java.util.List;
import org.stellaops.persistence.runtime.TenantParameter;

/**
 * Reads of deliveries.
 *
 * <p>Answers are equal on both databases. <b>Threads.</b> Safe for concurrent use. <b>Failure.</b> {@link
 * org.stellaops.persistence.StoreException}.
 */
public interface DeliveryRepository {

    /** The deliveries of a tenant whose next attempt is due, the one that waits longest first. */
    List<Delivery> pending(@TenantParameter String tenant, Instant now, int limit);
}
