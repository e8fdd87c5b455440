// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import org.stellaops.persistence.mongo.config.MongoServerKind;

/**
 * What a server is and offers.
 *
 * @param kind what it is
 * @param version the version that it reports
 * @param linearizable whether reads that decide something ask for read concern linearizable
 * @param collations whether statements name a collation
 * @param deduplicates whether the server recognises a write that the driver sends again
 * @param causal whether a read has to name the time of an earlier one in order not to be older: through several {@code mongos}
 */
record ServerTraits(
        MongoServerKind kind,
        String version,
        boolean linearizable,
        boolean collations,
        boolean deduplicates,
        boolean causal) {

    String describe() {
        return kind.title() + " " + version + ": reads that decide are "
                + (linearizable ? "linearizable" : "not linearizable") + ", a write that is sent again is "
                + (deduplicates ? "recognised" : "not recognised, so a write without an answer is Unknown");
    }
}
