// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.security;

import java.util.List;
import org.stellaops.persistence.postgres.config.SecurityCheck;

/**
 * Something by which a database does not protect tenants, or the library.
 *
 * @param check the check that found it
 * @param problem what is wrong, with the names of the objects and no value
 * @param statements what an administrator executes in the module's database to mend it, in order; empty where no statement does
 * @param advice what else to do; empty if the statements are all
 */
public record SecurityFinding(SecurityCheck check, String problem, List<String> statements, String advice) {

    /** Takes an unmodifiable copy. */
    public SecurityFinding {
        statements = List.copyOf(statements);
    }

    /** The finding as one text: problem, statements, and the setting that turns the check off. */
    public String text() {
        StringBuilder text = new StringBuilder(check.configName()).append(": ").append(problem);
        if (!statements.isEmpty()) {
            text.append("; mend it, as an administrator in this database, with: ")
                    .append(String.join("; ", statements))
                    .append(';');
        }
        if (!advice.isEmpty()) {
            text.append(statements.isEmpty() ? "; " : " ").append(advice);
        }
        return text.toString();
    }
}
