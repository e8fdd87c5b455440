// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.preflight;

import java.util.List;

/**
 * What is wrong with some documents in one place.
 *
 * @param kind what it is
 * @param path where: members with dots between and {@code []} for the elements of a list; of a constraint its name
 * @param reason of the first of them, as the rest of a sentence that begins with the path; without values
 * @param count how many documents
 * @param samples the first cases: each is the key of a document, or the keys that clash
 * @param counts whether it counts, or is only mentioned
 */
public record PreflightFinding(
        PreflightKind kind, String path, String reason, long count, List<List<String>> samples, boolean counts) {

    /** Takes an unmodifiable copy. */
    public PreflightFinding {
        samples = samples.stream().map(List::copyOf).toList();
    }

    /** One line for a person. */
    public String describe() {
        List<String> cases = samples.stream().map(it -> String.join(" = ", it)).toList();
        return kind + " " + path + ": " + count + " document(s)" + (counts ? "" : " (mentioned only)")
                + ", such as " + String.join(", ", cases) + ": " + path + " " + reason + "; to mend it: "
                + kind.remedy();
    }
}
