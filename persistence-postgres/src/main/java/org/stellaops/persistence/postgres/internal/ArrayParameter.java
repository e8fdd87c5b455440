// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An array as a parameter, whose type the statement says. Sent as a text it would be converted once for each row that it is compared
 * with, and neither hashed nor seen by the planner.
 *
 * @param text what the server's input function reads
 */
record ArrayParameter(String text) {

    /** An array of these elements; null is an SQL null. */
    static ArrayParameter of(List<? extends @Nullable String> elements) {
        return new ArrayParameter(ArrayText.of(elements));
    }
}
