// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.stellaops.persistence.entity.FieldType;
import org.stellaops.persistence.entity.ScalarKind;

/** Pieces of SQL. */
final class Sql {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");

    /** As many as tables and columns are declared. */
    private static final Map<String, String> QUOTED = new ConcurrentHashMap<>();

    private Sql() {}

    /** A quoted identifier; the API allows no character in a name that would need escaping. */
    static String name(String identifier) {
        String known = QUOTED.get(identifier);
        return known == null ? QUOTED.computeIfAbsent(identifier, Sql::quoted) : known;
    }

    private static String quoted(String identifier) {
        if (!NAME.matcher(identifier).matches()) {
            throw new IllegalArgumentException("'" + identifier + "' is no name of a table or column");
        }
        return "\"" + identifier + "\"";
    }

    /** A statement that keeps the planner from ways of executing the next ones, such as {@code sort}, until the transaction ends. */
    static String without(String... ways) {
        return Stream.of(ways)
                .map(it -> "set_config('enable_" + it + "', 'off', true)")
                .collect(Collectors.joining(", ", "SELECT ", ""));
    }

    /** A literal. */
    static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    /**
     * A column in an order in which what is missing is lowest; for listings and for the indexes that serve them. A column that is never
     * missing has the default order, since a default index serves no other.
     */
    static String ordered(String column, boolean nullable, boolean descending) {
        if (!nullable) {
            return column + (descending ? " DESC" : "");
        }
        return column + (descending ? " DESC NULLS LAST" : " NULLS FIRST");
    }

    /** The type of a column. */
    static String type(FieldType type) {
        if (type instanceof FieldType.Scalar it) {
            return ScalarText.sqlType(it.kind());
        } else if (type instanceof FieldType.Array it) {
            return ScalarText.sqlType(it.element().kind()) + "[]";
        }
        return "jsonb";
    }

    /** The type of a column in a table definition. */
    static String declaredType(FieldType type) {
        boolean text = (type instanceof FieldType.Scalar scalar && scalar.kind() == ScalarKind.TEXT)
                || (type instanceof FieldType.Array array && array.element().kind() == ScalarKind.TEXT);
        return type(type) + (text ? " COLLATE \"C\"" : "");
    }

    /** A point in time as milliseconds since 1970. */
    static String millis(String column) {
        return "round(extract(epoch FROM " + column + ") * 1000)::bigint";
    }

    /** A column as text, as {@link Rows} reads it. */
    static String selected(FieldType type, String column) {
        if (type instanceof FieldType.Scalar it) {
            return ScalarText.selected(it.kind(), column);
        } else if (type instanceof FieldType.Array it) {
            return selectedArray(it.element().kind(), column);
        }
        return column + "::text";
    }

    private static String selectedArray(ScalarKind kind, String column) {
        if (kind != ScalarKind.INSTANT && kind != ScalarKind.BYTES) {
            return "to_json(" + column + "::text[])::text";
        }
        return "CASE WHEN " + column + " IS NOT NULL THEN COALESCE((SELECT json_agg(" + ScalarText.selected(kind, "u.e")
                + " ORDER BY u.n) FROM unnest(" + column + ") WITH ORDINALITY AS u(e, n)), '[]'::json)::text END";
    }
}
