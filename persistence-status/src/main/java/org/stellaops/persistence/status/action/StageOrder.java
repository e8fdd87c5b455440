// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.status.action;

import org.stellaops.persistence.cutover.Stage;

/**
 * The order to move a module, which is kept in its audit trail before it is carried out.
 *
 * @param module its name
 * @param to the stage, forward or back
 * @param by who gives it
 * @param reason why
 * @param overridesGates whether steps are made although gates refuse them
 */
public record StageOrder(String module, Stage to, String by, String reason, boolean overridesGates) {

    private static final int LONGEST = 200;

    /**
     * Rejects an order that says nothing.
     *
     * @throws IllegalArgumentException if there is no name or no reason, or one is longer than 200 characters
     */
    public StageOrder {
        require("by", by);
        require("reason", reason);
    }

    private static void require(String name, String text) {
        if (text.isBlank() || text.length() > LONGEST) {
            throw new IllegalArgumentException(
                    name + " must be 1 to " + LONGEST + " characters long, because it is kept in the audit trail");
        }
    }
}
