// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.divergence;

import java.util.Optional;

/**
 * One place at which two contents differ.
 *
 * @param path the path, such as {@code affected[0].ranges[1].events}
 * @param nature in what way they differ
 * @param legacyDigest what the legacy store has there, as class and digest: {@code Int32:5feceb66ffc8}; {@code
 *     missing}, or
 *     {@code null} for an explicit null
 * @param targetDigest the same of the target
 * @param sample both values in clear text, only for a field that the configuration allows to be shown
 */
public record FieldDifference(
        String path, Nature nature, String legacyDigest, String targetDigest, Optional<Sample> sample) {

    private static final String MISSING = "missing";
    private static final String NULL = "null";

    /** In what way two values differ. */
    public enum Nature {
        /** One side lacks the field. */
        MISSING_FIELD,
        /** One side has an explicit null, the other lacks the field. */
        NULL_AGAINST_MISSING,
        /** The values are of different types. */
        TYPE,
        /** Both are numbers, of different classes, such as 32 and 64 bits. */
        NUMBER_CLASS,
        /** The values differ. */
        VALUE,
        /** Two lists hold the same elements in another order. */
        ORDER,
        /** One list has an element more, at this index. */
        LENGTH
    }

    /**
     * Two values in clear text, shortened.
     *
     * @param legacy the value of the legacy store
     * @param target the value of the target
     */
    public record Sample(String legacy, String target) {

        /** Not shown by accident: a sample is written by the sinks that are meant to. */
        @Override
        public String toString() {
            return "Sample[not shown]";
        }
    }

    /** A difference whose nature the digests tell. */
    public FieldDifference(String path, String legacyDigest, String targetDigest) {
        this(path, natureOf(legacyDigest, targetDigest), legacyDigest, targetDigest, Optional.empty());
    }

    /** What two digests tell of the nature of a difference. */
    public static Nature natureOf(String legacy, String target) {
        if (legacy.equals(MISSING) || target.equals(MISSING)) {
            return legacy.equals(NULL) || target.equals(NULL) ? Nature.NULL_AGAINST_MISSING : Nature.MISSING_FIELD;
        }
        String one = classOf(legacy);
        String other = classOf(target);
        if (one.equals(other)) {
            return Nature.VALUE;
        }
        return isNumber(one) && isNumber(other) ? Nature.NUMBER_CLASS : Nature.TYPE;
    }

    private static String classOf(String digest) {
        int colon = digest.indexOf(':');
        return colon < 0 ? digest : digest.substring(0, colon);
    }

    private static boolean isNumber(String name) {
        return name.equals("Int32") || name.equals("Int64") || name.equals("Real") || name.equals("Decimal");
    }
}
