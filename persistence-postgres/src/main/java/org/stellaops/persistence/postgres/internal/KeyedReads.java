// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.postgres.internal.Database.Access;

/** Reads the records whose ids a SELECT answers, in its order. */
public final class KeyedReads {

    private final TableSchema table;
    private final Database database;
    private final Preparation preparation;
    private final Rows reading;

    KeyedReads(EntityType<?> type, Database database, Preparation preparation) {
        this.table = new TableSchema(type);
        this.database = database;
        this.preparation = preparation;
        this.reading = new Rows(table);
    }

    /** The records of the ids that the SQL selects. */
    public List<StoredRecord> records(Optional<String> tenant, String sql, Map<String, Object> parameters) {
        if (tenant.isPresent() != table.tenant()) {
            throw new IllegalArgumentException(table.type()
                    + (table.tenant() ? " is tenant-scoped: name a tenant" : " is global: name no tenant"));
        }
        preparation.ensure(table.type());
        Map<String, Object> values = new HashMap<>(parameters);
        tenant.ifPresent(it -> values.put("tenant", it));
        NamedParameters named = NamedParameters.of(statement(sql), values);
        return database.read(Access.SERVICE, "listing " + table.type(), connection -> {
            Pipeline pipeline = database.pipeline(Access.SERVICE, tenant.orElse(""))
                    .add(named.sql(), named.values().toArray());
            try (Pipeline.Answers answers = pipeline.send(connection).skip(1)) {
                return answers.rows(reading::read).stream()
                        .map(it -> it.record(table.type()).orElseThrow())
                        .toList();
            }
        });
    }

    private String statement(String sql) {
        String tenant = table.tenant() ? " AND r.tenant_id = " + table.tenantOf(":tenant") : "";
        return """
                %s
                JOIN (SELECT q.%s AS key, row_number() OVER () AS place FROM (
                %s
                ) q) k ON k.key = r.%s%s
                ORDER BY k.place""".formatted(table.rows(), table.id(), sql, table.id(), tenant);
    }
}
