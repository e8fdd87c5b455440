// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator;

/**
 * One store call that an actor is about to make.
 *
 * @param actor the calling actor
 * @param store the store, such as {@code legacy}
 * @param call the method with its arguments, as a trace shows it
 * @param writes whether it may change the store
 */
public record Step(String actor, String store, String call, boolean writes) {

    /** The method that is called. */
    String method() {
        int arguments = call.indexOf('(');
        return arguments < 0 ? call : call.substring(0, arguments);
    }

    @Override
    public String toString() {
        return actor + ": " + store + "." + call;
    }
}
