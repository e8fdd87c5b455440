// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import org.stellaops.persistence.entity.FieldType;
import org.stellaops.persistence.entity.ScalarKind;

/** Pieces of SQL. */
final class Sql {

    private Sql() {}

    /** A quoted identifier; the API allows no character in a name that would need escaping. */
    static String name(String identifier) {
        if (!identifier.matches("[a-z][a-z0-9_]*")) {
            throw new IllegalArgumentException("'" + identifier + "' is no name of a table or column");
        }
        return "\"" + identifier + "\"";
    }

    /** A literal. */
    static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
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

    /** The type of a value in a JSON parameter; JSON is passed as text, so that its null is not an SQL null. */
    static String arrivingType(FieldType type) {
        return type(type).equals("jsonb") ? "text" : type(type);
    }

    /** The cast from the parameter's type to the column's type. */
    static String arrived(FieldType type, String expression) {
        return type(type).equals("jsonb") ? expression + "::jsonb" : expression;
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
