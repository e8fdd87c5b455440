// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.entity;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.stellaops.persistence.value.Precision;
import org.stellaops.persistence.value.Texts;

/**
 * One field of an entity type.
 *
 * @param name its name in camelCase, as content, legacy documents and queries use it
 * @param type what it holds
 * @param nullable whether it may be missing
 * @param column its column in PostgreSQL, in snake_case
 */
public record FieldDef(String name, FieldType type, boolean nullable, String column) {

    /**
     * Rejects a name that one of the databases could not use.
     *
     * @throws IllegalArgumentException if a name is empty, holds NUL, a dot or a leading dollar, or is reserved
     */
    public FieldDef {
        if (name.isEmpty()
                || name.startsWith("$")
                || name.startsWith("_")
                || name.contains(".")
                || Texts.problemOf(name).isPresent()) {
            throw new IllegalArgumentException(
                    "a field name must not be empty, hold a dot, or begin with $ or _, but was '" + name + "'");
        }
        if (!column.matches("[a-z][a-z0-9_]{0,62}")) {
            throw new IllegalArgumentException("the column of field " + name
                    + " must be lower-case letters, digits and underscores, at most 63, but was '" + column + "'");
        }
    }

    /** A text. */
    public static FieldDef text(String name) {
        return of(name, FieldType.Scalar.of(ScalarKind.TEXT));
    }

    /** A text that is one of these. */
    public static FieldDef oneOf(String name, String... allowed) {
        return of(name, new FieldType.Scalar(ScalarKind.TEXT, Precision.MILLIS, Arrays.asList(allowed)));
    }

    /** An instant of this precision. */
    public static FieldDef instant(String name, Precision precision) {
        return of(name, new FieldType.Scalar(ScalarKind.INSTANT, precision, List.of()));
    }

    /** A scalar of this kind. */
    public static FieldDef scalar(String name, ScalarKind kind) {
        return of(name, FieldType.Scalar.of(kind));
    }

    /** A list of scalars in one array column. */
    public static FieldDef array(String name, ScalarKind element) {
        return of(name, new FieldType.Array(FieldType.Scalar.of(element)));
    }

    /** Any JSON value. */
    public static FieldDef json(String name) {
        return of(name, new FieldType.Json());
    }

    /** Rows of a child table. */
    public static FieldDef child(String name, String table, FieldDef... columns) {
        return of(name, new FieldType.Child(table, List.of(columns)));
    }

    /** Scalars in a child table of their own. */
    public static FieldDef childValues(String name, String table, ScalarKind element) {
        return of(name, new FieldType.ChildValues(table, FieldType.Scalar.of(element)));
    }

    /** The remainder: members that no other field names. */
    public static FieldDef remainder(String name) {
        return new FieldDef(name, new FieldType.Remainder(), true, snakeCase(name));
    }

    /** A field that must be present, in the column that its name becomes in snake_case. */
    public static FieldDef of(String name, FieldType type) {
        return new FieldDef(name, type, false, snakeCase(name));
    }

    /** This field, allowed to be missing. */
    public FieldDef optional() {
        return new FieldDef(name, type, true, column);
    }

    /** This field in another column. */
    public FieldDef inColumn(String otherColumn) {
        return new FieldDef(name, type, nullable, otherColumn);
    }

    /** The default column of a field: {@code placed_at} for {@code placedAt}. */
    public static String snakeCase(String camelCase) {
        return camelCase
                .replaceAll("([a-z0-9])([A-Z])", "$1_$2")
                .replaceAll("([A-Z])([A-Z][a-z])", "$1_$2")
                .toLowerCase(Locale.ROOT);
    }
}
