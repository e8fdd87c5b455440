package org.stellaops.persistence.dualwrite.internal.write;

import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.LegacyTombstone;

/** Finishes a delete that another began: claims its intent, then deletes its victim (3.2 step 2, 3.4). */
public final class DeleteIntentCompletion {

    private final LegacyStore store;

    public DeleteIntentCompletion(LegacyStore store) {
        this.store = store;
    }

    /** What became of an intent. */
    public enum Finish {
        /** The intent is no longer the one that was read. */
        MOVED_ON,
        /** Its victim was deleted just now. */
        DELETED,
        /** Its victim is gone for good. */
        GONE
    }

    /**
     * Finishes an intent, even one that is claimed already: its claimer may have died before the delete.
     *
     * <p>The claim comes first. Without it the writer of the intent would find its victim gone, take its delete for one
     * that did not happen, and delete a later record (A6).
     */
    public Finish finish(LegacyTombstone intent, String claimer) {
        if (!store.claim(intent.key(), intent.stamp(), claimer)) {
            return Finish.MOVED_ON;
        }
        boolean deleted = intent.victim()
                .map(victim -> store.delete(intent.key(), victim))
                .orElse(false);
        return deleted ? Finish.DELETED : Finish.GONE;
    }
}
