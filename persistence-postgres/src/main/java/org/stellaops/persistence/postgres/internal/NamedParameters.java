// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A statement with a question mark for each named parameter, and the values in that order. Names in literals, quoted names and
 * comments, and casts, are none.
 *
 * @param sql the statement
 * @param values the values
 */
record NamedParameters(String sql, List<Object> values) {

    private static final Pattern TOKEN =
            Pattern.compile("--[^\\n]*|'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|::|:(?<name>[a-zA-Z]\\w*)|\\?");

    /** Takes an unmodifiable copy. */
    NamedParameters {
        values = List.copyOf(values);
    }

    /**
     * Replaces the names.
     *
     * @throws IllegalArgumentException if a name has no value, or the statement has question marks of its own
     */
    static NamedParameters of(String statement, Map<String, Object> values) {
        StringBuilder sql = new StringBuilder();
        List<Object> ordered = new ArrayList<>();
        Matcher token = TOKEN.matcher(statement);
        while (token.find()) {
            String name = token.group("name");
            if (token.group().equals("?")) {
                throw new IllegalArgumentException("use named parameters, such as :limit, instead of question marks");
            } else if (name == null) {
                token.appendReplacement(sql, Matcher.quoteReplacement(token.group()));
            } else {
                Object value = values.get(name);
                if (value == null) {
                    throw new IllegalArgumentException("parameter :" + name + " has no value");
                }
                ordered.add(value);
                token.appendReplacement(sql, "?");
            }
        }
        return new NamedParameters(token.appendTail(sql).toString(), ordered);
    }
}
