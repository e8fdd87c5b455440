// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.schemacheck;

/**
 * An object that breaks a rule.
 *
 * @param rule the rule
 * @param object the object, such as {@code billing.bills.note}
 * @param reason how it breaks the rule
 */
public record SchemaFinding(SchemaRule rule, String object, String reason) {

    /** In one line. */
    @Override
    public String toString() {
        return rule + ": " + object + " " + reason + " (rule: " + rule.demand() + ")";
    }
}
