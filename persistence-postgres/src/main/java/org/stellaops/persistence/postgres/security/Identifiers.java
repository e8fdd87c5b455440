// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.security;

/** Names and texts as SQL. Names of logins and databases are other people's and may hold anything. */
final class Identifiers {

    private Identifiers() {}

    /** A quoted identifier. */
    static String name(String identifier) {
        return "\"" + identifier.replace("\"", "\"\"") + "\"";
    }

    /** A quoted object in a schema. */
    static String name(String schema, String object) {
        return name(schema) + "." + name(object);
    }

    /** A literal. */
    static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
