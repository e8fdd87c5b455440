// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime;

import java.time.Instant;
import java.util.Optional;
import org.stellaops.persistence.RecordKey;

/**
 * A key that the follower may not have yet.
 *
 * @param key the key
 * @param version the version in the leader
 * @param isDeleted whether it was deleted, or is about to be
 * @param since when the write was made, by the clock of its writer; empty if its token does not say
 */
public record PendingKey(RecordKey key, long version, boolean isDeleted, Optional<Instant> since) {}
