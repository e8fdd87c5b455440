// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spi;

import java.time.Instant;
import org.stellaops.persistence.RecordKey;

/**
 * A confirmed divergence as it is kept.
 *
 * @param entity the entity type, or the interface of a repository
 * @param key the record, or a digest of the question
 * @param kind what differs, in lower case
 * @param cause why, in lower case
 * @param stage the stage in which it was seen, as the configuration names it
 * @param detail the fields and the evidence as JSON, without values unless the configuration allows a field to be shown
 * @param firstSeen when it was first seen; part of its identity
 * @param lastSeen when it was last seen
 * @param seen how often
 */
public record DivergenceRow(
        String entity,
        RecordKey key,
        String kind,
        String cause,
        String stage,
        String detail,
        Instant firstSeen,
        Instant lastSeen,
        long seen) {}
