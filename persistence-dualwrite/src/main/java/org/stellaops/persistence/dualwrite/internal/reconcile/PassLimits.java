// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.reconcile;

/**
 * Limits of one pass, so that a large backlog does not starve callers.
 *
 * @param keys how many pending flags of each work list are processed
 * @param images how many images may be sent
 */
public record PassLimits(int keys, SendLimit images) {

    /** No limit. */
    public static final PassLimits NONE = new PassLimits(Integer.MAX_VALUE, SendLimit.NONE);

    /**
     * Rejects a pass that would process nothing.
     *
     * @throws IllegalArgumentException if no key may be processed
     */
    public PassLimits {
        if (keys < 1) {
            throw new IllegalArgumentException("a pass must process at least 1 key, but " + keys);
        }
    }

    public boolean isNone() {
        return keys == Integer.MAX_VALUE && images == SendLimit.NONE;
    }
}
