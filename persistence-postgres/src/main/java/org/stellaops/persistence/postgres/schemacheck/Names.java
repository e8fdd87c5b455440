// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.schemacheck;

/** Names as the rules want them. */
final class Names {

    private Names() {}

    static boolean isSnakeCase(String name) {
        return name.matches("[a-z][a-z0-9]*(_[a-z0-9]+)*_?");
    }

    /** The column of an index key, without order and operator class; an expression becomes its letters. */
    static String column(String key) {
        return key.matches("\"?\\w+\"?( .*)?")
                ? key.replaceFirst(" .*", "").replace("\"", "")
                : key.replaceAll("\\W+", "_");
    }
}
