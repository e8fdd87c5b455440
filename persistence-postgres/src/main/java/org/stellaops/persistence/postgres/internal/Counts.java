// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.postgres.internal.Database.Access;
import org.stellaops.persistence.query.Condition;

/** Reads of one tenant, or of a global type, that answer no records. */
final class Counts {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final TableSchema shape;
    private final Database database;

    Counts(TableSchema shape, Database database) {
        this.shape = shape;
        this.database = database;
    }

    boolean exists(RecordKey key) {
        String sql = shape.sql("""
                SELECT EXISTS (
                    SELECT FROM (SELECT ?::text AS t, ?::text AS i) k JOIN {root} r ON {of_key}
                )
                """, Map.of("of_key", shape.sameKey("r", "k.t", "k.i::" + shape.idType())));
        return one(
                key.tenant(),
                "looking for " + key + " of " + shape.type(),
                sql,
                List.of(key.tenantOrEmpty(), key.id()),
                row -> row.getBoolean(1));
    }

    long count(Optional<String> tenant, Condition where, long atMost) {
        List<Object> parameters = new ArrayList<>();
        String matching = matching(tenant, where, parameters);
        parameters.add(atMost);
        return one(
                tenant,
                "counting " + shape.type(),
                "SELECT count(*) FROM (" + matching + " LIMIT ?) AS counted",
                parameters,
                row -> row.getLong(1));
    }

    /** What the planner expects, which follows the statistics of the table and the tenant. */
    long estimate(Optional<String> tenant) {
        List<Object> parameters = new ArrayList<>();
        String plan = one(
                tenant,
                "estimating " + shape.type(),
                "EXPLAIN (FORMAT JSON) " + matching(tenant, Condition.all(), parameters),
                parameters,
                row -> row.getString(1));
        try {
            return JSON.readTree(plan).at("/0/Plan/Plan Rows").asLong();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("PostgreSQL explained a count of " + shape.type() + " in no JSON", e);
        }
    }

    private String matching(Optional<String> tenant, Condition where, List<Object> parameters) {
        Conditions conditions = new Conditions(shape);
        String sql = conditions.sql(where);
        tenant.ifPresent(parameters::add);
        parameters.addAll(conditions.parameters());
        return "SELECT FROM " + shape.root() + " r WHERE "
                + (shape.tenant() ? "r.tenant_id = " + shape.tenantOf("?") + " AND " : "") + "(" + sql + ")";
    }

    private <T> T one(
            Optional<String> tenant, String what, String sql, List<Object> parameters, Pipeline.RowReader<T> reader) {
        return database.read(Access.SERVICE, what, connection -> {
            Pipeline pipeline =
                    database.pipeline(Access.SERVICE, tenant.orElse("")).add(sql, parameters.toArray());
            try (Pipeline.Answers answers = pipeline.send(connection).skip(1)) {
                return answers.rows(reader).get(0);
            }
        });
    }
}
