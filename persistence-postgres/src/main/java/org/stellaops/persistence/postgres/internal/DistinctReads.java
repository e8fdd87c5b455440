// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stellaops.persistence.DistinctValues;
import org.stellaops.persistence.Limits;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.FieldType;
import org.stellaops.persistence.entity.ScalarKind;
import org.stellaops.persistence.postgres.internal.Database.Access;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.query.Field;
import org.stellaops.persistence.query.Keyset;
import org.stellaops.persistence.query.LowestValues;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.query.QueryScope;
import org.stellaops.persistence.value.Value;

/** The distinct values of a field, the lowest of them within a number and a size. */
final class DistinctReads {

    /** The window has the order of the values, so that the server stops sending where it is full. */
    private static final String LOWEST = """
            SELECT {text} FROM (
                SELECT v, sum(octet_length(v::text)) OVER (ORDER BY v ROWS UNBOUNDED PRECEDING) - octet_length(v::text) AS before
                FROM (SELECT DISTINCT {value} AS v FROM {source} WHERE {tenant}({where}) AND {value} IS NOT NULL
                    ORDER BY 1 LIMIT ?) AS distinct_values) AS lowest
            WHERE before <= {bytes} ORDER BY v""";

    private final TableSchema shape;
    private final Database database;

    DistinctReads(TableSchema shape, Database database) {
        this.shape = shape;
        this.database = database;
    }

    /** A question that the rules accept. */
    DistinctValues<Value> read(Optional<String> tenant, String field, Condition where, int atMost) {
        FieldDef asked = shape.type().field(field).orElseThrow();
        ScalarKind kind = QueryScope.scalarOf(asked.type()).orElseThrow().kind();
        Conditions conditions = new Conditions(shape);
        String filter = conditions.sql(Keyset.filter(shape.type(), Query.where(where)));
        List<Object> parameters = new ArrayList<>();
        tenant.ifPresent(parameters::add);
        parameters.addAll(conditions.parameters());
        // One more tells that there are higher ones.
        parameters.add(atMost + 1);
        String sql = SqlTemplate.fill(
                LOWEST,
                Map.of(
                        "text",
                        ScalarText.selected(kind, "v"),
                        "value",
                        value(asked),
                        "source",
                        source(asked),
                        "tenant",
                        shape.tenant() ? "r.tenant_id = " + shape.tenantOf("?") + " AND " : "",
                        "where",
                        filter,
                        "bytes",
                        Long.toString(Limits.LARGEST_PAGE_BYTES)));
        LowestValues lowest = new LowestValues(atMost);
        texts(tenant, sql, parameters).forEach(it -> lowest.add(ScalarText.decode(kind, it)));
        return lowest.values();
    }

    private String value(FieldDef field) {
        return field.type() instanceof FieldType.Scalar ? "r." + Sql.name(field.column()) : "element.value";
    }

    private String source(FieldDef field) {
        if (field.type() instanceof FieldType.Scalar) {
            return shape.root() + " r";
        } else if (field.type() instanceof FieldType.Array) {
            return shape.root() + " r CROSS JOIN LATERAL unnest(r." + Sql.name(field.column()) + ") AS element("
                    + Sql.name(Field.ELEMENT) + ")";
        }
        ChildTable child = shape.children().stream()
                .filter(it -> it.field().equals(field))
                .findFirst()
                .orElseThrow();
        return shape.root() + " r JOIN " + child.table() + " element ON "
                + child.belongsTo("element", "r.tenant_id", "r." + shape.id());
    }

    private List<String> texts(Optional<String> tenant, String sql, List<Object> parameters) {
        return database.read(Access.SERVICE, "reading distinct values of " + shape.type(), connection -> {
            Pipeline pipeline =
                    database.pipeline(Access.SERVICE, tenant.orElse("")).add(sql, parameters.toArray());
            try (Pipeline.Answers answers = pipeline.send(connection).skip(1)) {
                return answers.rows(row -> String.valueOf(row.getString(1)));
            }
        });
    }
}
