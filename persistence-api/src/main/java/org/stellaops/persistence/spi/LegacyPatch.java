// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spi;

import org.stellaops.persistence.Patch;

/**
 * A change of some fields of a record in one statement of a leading legacy store (3.8).
 *
 * @param patch the change
 * @param epoch the epoch of the writer, and of the pending flag
 * @param token the token of the write
 */
public record LegacyPatch(Patch patch, long epoch, String token) {

    /** The lowest version of a record that such a statement changes: it is raised by one. */
    public long lowestVersion() {
        return Versions.base(epoch);
    }

    /** What the statement did. */
    public sealed interface Result {

        /** It took effect, and left this, with its pending flag and without a hash. */
        record Done(LegacyRecord after) implements Result {}

        /** It matched nothing, or the store cannot make such a statement of this patch. Proves nothing. */
        record NoMatch() implements Result {}

        /** The epoch fence rejected it (error 121); nothing changed. */
        record Fenced() implements Result {}
    }
}
