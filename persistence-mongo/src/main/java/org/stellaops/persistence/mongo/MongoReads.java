// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo;

import java.util.List;
import java.util.Optional;
import org.bson.conversions.Bson;
import org.stellaops.persistence.StoredRecord;

/**
 * Reads of one entity type that the query model cannot express, as filters of MongoDB.
 *
 * <p><b>Threads.</b> Safe for concurrent use. <b>Blocking.</b> Waits for the database, at most as long as the configuration
 * says. <b>Failure.</b> {@link org.stellaops.persistence.StoreException}.
 */
public interface MongoReads {

    /**
     * The first records that a filter finds. The tenant is part of the filter that is sent, and the key the last part of the
     * order.
     *
     * @param tenant the tenant; empty exactly for a global type
     * @param filter which documents
     * @param order in which order
     * @param limit how many at most
     * @throws IllegalArgumentException if there is a tenant and should not be, or the reverse
     */
    List<StoredRecord> records(Optional<String> tenant, Bson filter, Bson order, int limit);
}
