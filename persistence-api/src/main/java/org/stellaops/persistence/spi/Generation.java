// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spi;

/**
 * By which assignment of tenants a cohort is served (section 5.4 of {@code docs/spec/protocol.md}).
 *
 * @param number names the assignment; 0 is that of the first start, and of a module without cohorts
 * @param giving whether the cohort has let tenants go that no other one is known to have taken; it does not move meanwhile
 */
public record Generation(long number, boolean giving) {

    /** That of the first start. */
    public static final Generation FIRST = new Generation(0, false);

    private static final String SEPARATOR = "/";
    private static final String GIVING = "giving";

    /** Checks the number. */
    public Generation {
        if (number < 0) {
            throw new IllegalArgumentException("generation " + number + " is below 0, the first one");
        }
    }

    /** A generation in which the cohort gives nothing away. */
    public static Generation of(long number) {
        return new Generation(number, false);
    }

    /** This generation while the cohort gives tenants away. */
    public Generation asGiving() {
        return new Generation(number, true);
    }

    /** The later of two, as far as numbers say. */
    public Generation orLater(Generation other) {
        return other.number > number ? other : this;
    }

    /** For a person, behind an epoch: such as {@code , generation 3, giving tenants}; nothing for the first one. */
    public String describe() {
        return equals(FIRST) ? "" : ", generation " + number + (giving ? ", giving tenants" : "");
    }

    /** What follows the name of a stage: nothing for the first generation. */
    String suffix() {
        return equals(FIRST) ? "" : SEPARATOR + number + (giving ? SEPARATOR + GIVING : "");
    }

    /** What {@link #suffix} wrote behind the name of a stage. */
    static Generation ofSuffix(String text) {
        if (text.isEmpty()) {
            return FIRST;
        }
        String[] parts = text.substring(SEPARATOR.length()).split(SEPARATOR, -1);
        boolean giving = parts.length == 2 && parts[1].equals(GIVING);
        if (parts.length > (giving ? 2 : 1)) {
            throw new IllegalArgumentException("a control record names the generation " + text
                    + ", which this version of the library cannot read");
        }
        return new Generation(Long.parseLong(parts[0]), giving);
    }

    /** The name of the stage before the suffix. */
    static String stageIn(String text) {
        int end = text.indexOf(SEPARATOR);
        return end < 0 ? text : text.substring(0, end);
    }
}
