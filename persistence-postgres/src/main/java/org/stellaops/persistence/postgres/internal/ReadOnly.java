// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.util.function.Supplier;

/** How a backend that may only read answers: tables that are missing hold nothing, and writing is an error of the caller. */
final class ReadOnly {

    private ReadOnly() {}

    /** What the tables hold; the other answer if they are missing. */
    static <T> T orElse(Supplier<T> read, T ifMissing) {
        try {
            return read.get();
        } catch (MissingTables e) {
            return ifMissing;
        }
    }
}
