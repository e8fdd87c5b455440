// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.issuer;

import java.time.Instant;
import java.util.List;

/**
 * Reads of keys of issuers.
 *
 * <p>Answers are equal on both databases. <b>Threads.</b> Safe for concurrent use. <b>Failure.</b> {@link
 * org.stellaops.persistence.StoreException}.
 */
public interface IssuerKeyRepository {

    /** The keys with which an issuer signs at this moment, the newest first. */
    List<IssuerKey> usable(String issuerId, Instant now, int limit);

    /** The first active keys that expire by a moment and should be rotated, the one that expires first before the others. */
    List<IssuerKey> expiring(Instant by, int limit);
}
