// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.stellaops.persistence.RecordKey;

/** The rows of some keys in a table, found by its index whatever the planner thinks of the table. */
final class KeyFilter {

    private static final String OF_ALL = "{row}.{id} = ANY(?::{id_type}[])";

    private static final String OF_ONE_TENANT = "{row}.{tenant} = {tenant_value} AND {row}.{id} = ANY(?::{id_type}[])";

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
    private final boolean ofOneTenant;

    private KeyFilter(TableSchema shape, Collection<RecordKey> keys) {
        this.shape = shape;
        for (RecordKey key : keys) {
            tenants.add(key.tenantOrEmpty());
            ids.add(key.id());
        }
        this.ofOneTenant = tenants.stream().distinct().count() <= 1;
    }

    static KeyFilter of(TableSchema shape, Collection<RecordKey> keys) {
        return new KeyFilter(shape, keys);
    }

    /** What distinguishes conditions on the same table. */
    Boolean kind() {
        return ofOneTenant;
    }

    /** The condition on rows named {@code row} of a table. */
    String sql(String table, String row, String tenant, String id) {
        String template = !shape.tenant() ? OF_ALL : ofOneTenant ? OF_ONE_TENANT : OF_TENANTS;
        return SqlTemplate.fill(
                template,
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

    /** The parameters of the condition. */
    List<Object> parameters() {
        if (!shape.tenant()) {
            return List.of(ArrayParameter.of(ids));
        }
        return List.of(ofOneTenant ? tenants.get(0) : ArrayParameter.of(tenants), ArrayParameter.of(ids));
    }
}
