// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.write;

import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.LegacyTombstone;

/** Completes a delete that another process began: claims its intent, then deletes its victim (3.2 step 2, 3.4). */
public final class DeleteIntentCompletion {

    private final LegacyStore store;

    public DeleteIntentCompletion(LegacyStore store) {
        this.store = store;
    }

    /** The result. */
    public enum Finish {
        /** The intent has changed since it was read. */
        MOVED_ON,
        /** Its victim was deleted just now. */
        DELETED,
        /** Its victim no longer exists. */
        GONE
    }

    /**
     * Completes an intent, even a claimed one: its claimer may have died before the delete.
     *
     * <p>The claim comes first. Without it, the writer of the intent would find its victim gone, conclude that its
     * delete did not happen, and delete a later record (A6).
     */
    public Finish finish(LegacyTombstone intent, String claimer) {
        if (!store.claim(intent.key(), intent.stamp(), claimer)) {
            return Finish.MOVED_ON;
        }
        boolean deleted = intent.victim()
                .map(victim -> store.delete(intent.key(), victim))
                .orElse(false);
        if (deleted) {
            note(intent);
        }
        return deleted ? Finish.DELETED : Finish.GONE;
    }

    /**
     * Only by whoever deleted the victim: one that is gone may have been replaced before. Without the note, as after a crash, the
     * writer of the intent answers that it does not know.
     */
    private void note(LegacyTombstone intent) {
        try {
            boolean unused = store.markExecuted(intent.key(), intent.stamp());
        } catch (StoreException e) {
            // The delete is done all the same.
        }
    }
}
