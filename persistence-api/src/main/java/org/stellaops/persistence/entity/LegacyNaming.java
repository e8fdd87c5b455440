// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.entity;

import java.util.Locale;
import java.util.function.UnaryOperator;

/** How the names of members follow from the names of fields, where a field does not name its member itself. */
public enum LegacyNaming {
    /** As the field is named. */
    AS_FIELD(it -> it),
    /** {@code placed_at}. */
    SNAKE_CASE(FieldDef::snakeCase),
    /** {@code placed-at}. */
    KEBAB_CASE(it -> FieldDef.snakeCase(it).replace('_', '-')),
    /** {@code placed at}. */
    WORDS(it -> FieldDef.snakeCase(it).replace('_', ' ')),
    /** {@code PlacedAt}. */
    PASCAL_CASE(it -> it.substring(0, 1).toUpperCase(Locale.ROOT) + it.substring(1)),
    /** {@code _placedAt}. */
    UNDERSCORE_FIRST(it -> "_" + it);

    private final UnaryOperator<String> rule;

    LegacyNaming(UnaryOperator<String> rule) {
        this.rule = rule;
    }

    /** The member of a field. */
    public String memberOf(String field) {
        return rule.apply(field);
    }
}
