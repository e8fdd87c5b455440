// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.notify;

import java.util.List;
import java.util.UUID;
import org.stellaops.persistence.runtime.TenantParameter;

/**
 * Reads of quiet hours.
 *
 * <p>Answers are equal on both databases. <b>Threads.</b> Safe for concurrent use. <b>Failure.</b> {@link
 * org.stellaops.persistence.StoreException}.
 */
public interface QuietHoursRepository {

    /** The enabled quiet hours of a user and of a channel. */
    List<QuietHours> ofUserOrChannel(@TenantParameter String tenant, String userId, UUID channelId, int limit);
}
