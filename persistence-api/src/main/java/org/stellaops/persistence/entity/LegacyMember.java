// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.entity;

/**
 * A place in legacy documents that a mapping reads, described for persons.
 *
 * @param path the members that lead to it, with dots between and {@code []} for the elements of a list
 * @param declared what the mapping reads there, such as {@code double} or {@code instant as NATURAL or ISO_TEXT}
 * @param inside whether what is inside of it is declared too, or may be anything
 */
public record LegacyMember(String path, String declared, Inside inside) {

    /** What is known of the inside of a value. */
    public enum Inside {
        /** A scalar, or a list or document whose parts are members of their own. */
        DECLARED,
        /** Any JSON. */
        ANYTHING
    }
}
