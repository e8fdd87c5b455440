package org.stellaops.persistence.dualwrite.internal.reconcile;

/**
 * What one pass may take, so that a large backlog leaves both stores to callers again and again.
 *
 * @param keys how many pendingFlags of each work list are looked at
 * @param images how many images may be sent
 */
public record PassLimits(int keys, SendLimit images) {

    /** No limit: what is there is looked at. */
    public static final PassLimits NONE = new PassLimits(Integer.MAX_VALUE, SendLimit.NONE);

    /**
     * Rejects a pass that would look at nothing.
     *
     * @throws IllegalArgumentException if no key may be looked at
     */
    public PassLimits {
        if (keys < 1) {
            throw new IllegalArgumentException("a pass must look at 1 key at least, but at " + keys);
        }
    }

    public boolean isNone() {
        return keys == Integer.MAX_VALUE && images == SendLimit.NONE;
    }
}
