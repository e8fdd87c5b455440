// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cutover;

/**
 * Tenants go from one cohort of a module to another one.
 *
 * @param giver the name of the cohort that lets them go
 * @param receiver the name of the one that takes them
 */
public record Handover(String giver, String receiver) implements Comparable<Handover> {

    /** The way back. */
    public Handover reversed() {
        return new Handover(receiver, giver);
    }

    @Override
    public int compareTo(Handover other) {
        int byGiver = giver.compareTo(other.giver);
        return byGiver != 0 ? byGiver : receiver.compareTo(other.receiver);
    }

    @Override
    public String toString() {
        return giver + " -> " + receiver;
    }
}
