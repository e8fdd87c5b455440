// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.authority;

import java.time.Instant;
import java.util.List;
import org.stellaops.persistence.runtime.TenantParameter;

/**
 * Reads of attempts to log in.
 *
 * <p>Answers are equal on both databases. <b>Threads.</b> Safe for concurrent use. <b>Failure.</b> {@link
 * org.stellaops.persistence.StoreException}.
 */
public interface LoginAttemptRepository {

    /** The newest failed attempts with a user name since a moment. */
    List<LoginAttempt> failures(@TenantParameter String tenant, String userName, Instant since, int limit);
}
