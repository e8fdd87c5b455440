// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.util.ArrayList;
import java.util.List;
import org.stellaops.persistence.spi.TargetClaim;

/**
 * The SELECT of the record to claim: the first in the order whose state and row nobody has locked, which locks both. It answers the
 * id alone: what belongs to it is read by a later statement, which sees what is committed by then.
 */
final class ClaimQuery {

    private ClaimQuery() {}

    static Pipeline add(Pipeline pipeline, TableSchema shape, TargetClaim claim) {
        Conditions conditions = new Conditions(shape);
        String where = conditions.sql(claim.next().where());
        List<Object> parameters = new ArrayList<>();
        claim.tenant().ifPresent(parameters::add);
        parameters.addAll(conditions.parameters());
        String sql = """
                SELECT s.id FROM %s s JOIN %s r ON s.entity = %s AND s.tenant = %s AND s.id = r.%s::text \
                WHERE %s(%s) ORDER BY %s LIMIT 1 FOR UPDATE OF s, r SKIP LOCKED""".formatted(
                        shape.syncState(),
                        shape.root(),
                        shape.entity(),
                        shape.tenantText(),
                        shape.id(),
                        shape.tenant() ? "r.tenant_id = " + shape.tenantOf("?") + " AND " : "",
                        where,
                        Listing.order(shape, claim.next()));
        return pipeline.add(sql, parameters.toArray());
    }
}
