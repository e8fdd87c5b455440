// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A statement as its reader sees it, with named places such as {@code {table}} for what only the run knows. Pure. */
final class SqlTemplate {

    private static final Pattern PLACE = Pattern.compile("\\{([a-z_]+)}");

    private SqlTemplate() {}

    /**
     * The statement, each place filled. What fills a place is SQL, and must be quoted by whoever makes it.
     *
     * @throws IllegalArgumentException if a place has nothing to fill it
     */
    static String fill(String template, Map<String, String> places) {
        return PLACE.matcher(template).replaceAll(it -> {
            String sql = places.get(it.group(1));
            if (sql == null) {
                throw new IllegalArgumentException("nothing fills the place " + it.group(1) + " of a statement");
            }
            return Matcher.quoteReplacement(sql);
        });
    }
}
