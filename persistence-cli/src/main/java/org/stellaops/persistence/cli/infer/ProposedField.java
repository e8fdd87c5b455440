// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.infer;

import java.util.List;

/**
 * A component of a proposed record.
 *
 * @param member the member of the documents; empty for what no other component names
 * @param component its name in Java
 * @param type its class in Java
 * @param annotations what stands before it, without the name of the member
 * @param nullable whether it may be missing
 * @param kind what holds it
 * @param nested the record that it is, or that its rows are; an empty one for scalars
 */
record ProposedField(
        String member,
        String component,
        String type,
        List<String> annotations,
        boolean nullable,
        Kind kind,
        ProposedRecord nested) {

    /** What holds a component. */
    enum Kind {
        /** One column. */
        SCALAR("column"),
        /** An array column. */
        LIST("array column"),
        /** The columns of a record. */
        FLAT("columns"),
        /** A table of its own. */
        CHILD("child table"),
        /** A JSONB column. */
        JSON("jsonb column"),
        /** The JSONB column of everything else. */
        REMAINDER("jsonb column of everything else");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    /** A record within a record. */
    record ProposedRecord(String name, List<ProposedField> fields) {

        static final ProposedRecord NONE = new ProposedRecord("", List.of());
    }
}
