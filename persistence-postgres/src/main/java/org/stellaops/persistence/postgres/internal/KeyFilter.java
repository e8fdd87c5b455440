// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.stellaops.persistence.RecordKey;

/** The rows of some keys in a table, found by its index whatever the planner thinks of the table. */
final class KeyFilter {

    private static final String OF_TENANT = "{row}.{tenant} = {tenant_value} AND ";

    // The planner sees that it is one: for an array of a length that it does not know, it would plan each execution
    // anew.
    private static final String OF_ONE = "{row}.{id} = ANY(ARRAY[?::{id_type}])";

    private static final String OF_ALL = "{row}.{id} = ANY(?::{id_type}[])";

    // The offset keeps the planner from another way than looking up each key.
    private static final String OF_TENANTS = """
            {row}.ctid = ANY(ARRAY(
                SELECT f.ctid FROM unnest(?::{tenant_type}[], ?::{id_type}[]) AS k(t, i)
                CROSS JOIN LATERAL (
                    SELECT e.ctid FROM {table} e WHERE e.{tenant} = k.t AND e.{id} = k.i OFFSET 0
                ) f
            ))""";

    private final TableSchema shape;
    private final List<String> tenants = new ArrayList<>();
    private final List<String> ids = new ArrayList<>();
    private final Kind kind;

    private KeyFilter(TableSchema shape, Collection<RecordKey> keys) {
        this.shape = shape;
        for (RecordKey key : keys) {
            tenants.add(key.tenantOrEmpty());
            ids.add(key.id());
        }
        this.kind = ids.size() == 1
                ? Kind.ONE_KEY
                : tenants.stream().distinct().count() <= 1 ? Kind.ONE_TENANT : Kind.TENANTS;
    }

    static KeyFilter of(TableSchema shape, Collection<RecordKey> keys) {
        return new KeyFilter(shape, keys);
    }

    /** What distinguishes conditions on the same table. */
    enum Kind {
        ONE_KEY,
        ONE_TENANT,
        TENANTS
    }

    Kind kind() {
        return kind;
    }

    /** The condition on rows named {@code row} of a table. */
    String sql(String table, String row, String tenant, String id) {
        return SqlTemplate.fill(
                template(),
                Map.of(
                        "table",
                        table,
                        "row",
                        row,
                        "tenant",
                        tenant,
                        "id",
                        id,
                        "tenant_value",
                        shape.tenantOf("?"),
                        "tenant_type",
                        shape.tenantType(),
                        "id_type",
                        shape.idType()));
    }

    private String template() {
        if (shape.tenant() && kind == Kind.TENANTS) {
            return OF_TENANTS;
        }
        return (shape.tenant() ? OF_TENANT : "") + (kind == Kind.ONE_KEY ? OF_ONE : OF_ALL);
    }

    /** The parameters of the condition. */
    List<Object> parameters() {
        Object those = kind == Kind.ONE_KEY ? ids.get(0) : ArrayParameter.of(ids);
        if (!shape.tenant()) {
            return List.of(those);
        }
        return List.of(kind == Kind.TENANTS ? ArrayParameter.of(tenants) : tenants.get(0), those);
    }
}
