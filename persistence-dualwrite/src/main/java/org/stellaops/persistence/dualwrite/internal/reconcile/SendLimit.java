// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.reconcile;

/** A limit of how many images may be sent now. Safe for concurrent use; never waits. */
public interface SendLimit {

    /** No limit. */
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

    /** Acquires permits for up to this many images; returns how many were granted. */
    int take(int wanted);

    /** Whether none may be sent at this moment. */
    boolean isExhausted();
}
