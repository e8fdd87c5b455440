// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.verify;

import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.dualwrite.divergence.Divergence;

/**
 * One key at which the stores differ.
 *
 * @param key the key
 * @param divergence how they differ
 */
public record Finding(RecordKey key, Divergence divergence) {

    @Override
    public String toString() {
        return key + " " + divergence.describe();
    }
}
