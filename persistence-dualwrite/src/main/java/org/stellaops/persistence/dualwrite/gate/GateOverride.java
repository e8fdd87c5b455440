// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.gate;

/**
 * The order to make a step although gates refuse it. It is kept for good in the store that leads, with what the gates said.
 *
 * @param by who gives it
 * @param reason why
 */
public record GateOverride(String by, String reason) {

    /**
     * Rejects an order that says nothing.
     *
     * @throws IllegalArgumentException if there is no name or no reason
     */
    public GateOverride {
        if (by.isBlank() || reason.isBlank()) {
            throw new IllegalArgumentException("an override needs a name and a reason, since both are kept");
        }
    }
}
