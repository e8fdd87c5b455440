// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.authority;

import java.time.Instant;
import java.util.List;
import org.stellaops.persistence.runtime.TenantParameter;

/**
 * Reads of tokens.
 *
 * <p>Answers are equal on both databases. <b>Threads.</b> Safe for concurrent use. <b>Failure.</b> {@link
 * org.stellaops.persistence.StoreException}.
 */
public interface TokenRepository {

    /** The newest tokens of a subject that are valid and have not expired. */
    List<Token> valid(@TenantParameter String tenant, String subjectId, Instant now, int limit);

    /** The first tokens that have expired although nobody redeemed or revoked them, the oldest first. */
    List<Token> expired(@TenantParameter String tenant, Instant now, int limit);
}
