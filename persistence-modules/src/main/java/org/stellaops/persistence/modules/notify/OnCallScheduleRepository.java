// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.notify;

import java.time.Instant;
import java.util.List;
import org.stellaops.persistence.runtime.TenantParameter;

/**
 * Reads of on-call schedules.
 *
 * <p>Answers are equal on both databases. <b>Threads.</b> Safe for concurrent use. <b>Failure.</b> {@link
 * org.stellaops.persistence.StoreException}.
 */
public interface OnCallScheduleRepository {

    /** The first enabled schedules in which a user is on call at this moment, by name. */
    List<OnCallSchedule> callingOn(@TenantParameter String tenant, String userId, Instant now, int limit);
}
