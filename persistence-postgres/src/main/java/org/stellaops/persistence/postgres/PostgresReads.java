// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stellaops.persistence.StoredRecord;

/**
 * Reads of one entity type that the query model cannot express, as SQL.
 *
 * <p>The SQL is a SELECT whose only column is the id, under the name it has in the root table, in the order wanted. It runs in
 * the role of the service, in a transaction that names the tenant, and in one round trip with the reading of the records.
 *
 * <pre>{@code
 * SELECT a.id
 * FROM vuln.advisories a
 * JOIN vuln.advisory_aliases s ON s.parent_id = a.id
 * WHERE s.value = :alias
 * ORDER BY a.id
 * LIMIT :limit
 * }</pre>
 *
 * <p><b>Threads.</b> Safe for concurrent use. <b>Blocking.</b> Waits for the database, at most as long as the configuration
 * says. <b>Failure.</b> {@link org.stellaops.persistence.StoreException}.
 */
public interface PostgresReads {

    /**
     * The records of the ids that the SQL selects, in its order.
     *
     * @param tenant the tenant, which the SQL can name as {@code :tenant}; empty exactly for a global type
     * @param sql the SELECT; parameters are named {@code :name} and, unless they are texts compared with texts, cast, as in {@code
     *     :now::timestamptz}
     * @param parameters texts, numbers and truth values by name
     * @throws IllegalArgumentException if there is a tenant and should not be, or the reverse, or a parameter has no value
     */
    List<StoredRecord> records(Optional<String> tenant, String sql, Map<String, Object> parameters);
}
