// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spi;

import java.util.List;

/**
 * What a preparation did and found.
 *
 * @param entity the entity type
 * @param done what was made, such as {@code index _sync_pending of advisories}
 * @param findings what could not be made, and why
 */
public record PreparationReport(String entity, List<String> done, List<PreparationFinding> findings) {

    /** Takes unmodifiable copies. */
    public PreparationReport {
        done = List.copyOf(done);
        findings = List.copyOf(findings);
    }
}
