package org.stellaops.persistence.dualwrite.internal.reconcile;

/** How many images may be sent now. Safe for concurrent use; never waits. */
public interface SendLimit {

    /** Any number. */
    SendLimit NONE = new SendLimit() {
        @Override
        public int take(int wanted) {
            return wanted;
        }

        @Override
        public boolean isExhausted() {
            return false;
        }
    };

    /** Takes leave to send so many images, or as many as may be sent. */
    int take(int wanted);

    /** Whether none may be sent at this moment. */
    boolean isExhausted();
}
