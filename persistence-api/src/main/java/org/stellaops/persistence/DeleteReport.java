// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence;

import java.util.List;

/**
 * What a delete by condition did.
 *
 * @param deleted how many entities it deleted
 * @param isComplete whether every entity that the condition found was deleted, or was found no more; false if the bound was reached
 *     or a delete failed
 * @param failures the outcomes of deletes that failed; the delete ended with the step in which they did
 */
public record DeleteReport(long deleted, boolean isComplete, List<WriteOutcome> failures) {

    /** Takes an unmodifiable copy. */
    public DeleteReport {
        failures = List.copyOf(failures);
    }
}
