// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.evidence;

import java.util.List;

/**
 * What the verification of a bundle found.
 *
 * @param problems why it is not what was written; empty if it is
 * @param module its module, as far as it could be read
 * @param records how many records its trail has
 * @param head the hash of the last record; compare it with a later bundle, whose trail must hold it
 */
public record EvidenceCheck(List<String> problems, String module, int records, String head) {

    /** Takes an unmodifiable copy. */
    public EvidenceCheck {
        problems = List.copyOf(problems);
    }

    static EvidenceCheck unreadable(String problem) {
        return new EvidenceCheck(List.of(problem), "", 0, "");
    }

    /** Whether the file is byte for byte what was written, and its trail is whole. */
    public boolean isSound() {
        return problems.isEmpty();
    }
}
