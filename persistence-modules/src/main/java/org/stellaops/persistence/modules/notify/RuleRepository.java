// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.notify;

import java.util.List;
import java.util.UUID;
import org.stellaops.persistence.runtime.TenantParameter;

/**
 * Reads of rules.
 *
 * <p>Answers are equal on both databases. <b>Threads.</b> Safe for concurrent use. <b>Failure.</b> {@link
 * org.stellaops.persistence.StoreException}.
 */
public interface RuleRepository {

    /** The first enabled rules for a kind of event, by name. */
    List<Rule> matching(@TenantParameter String tenant, String eventKind, int limit);

    /** The first rules with an action for a channel, enabled or not, by name. */
    List<Rule> sendingTo(@TenantParameter String tenant, UUID channelId, int limit);
}
