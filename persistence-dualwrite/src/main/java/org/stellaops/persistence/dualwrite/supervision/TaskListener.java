// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.supervision;

/** Hears when a background task fails and when it succeeds again. Must not wait; what it throws is contained. */
public interface TaskListener {

    /** A listener that takes notice of nothing. */
    TaskListener NONE = new TaskListener() {
        @Override
        public void failed(String task, String reason, long failuresInARow) {}

        @Override
        public void recovered(String task, long failures) {}
    };

    /**
     * A piece of work failed; the task goes on.
     *
     * @param reason classes, codes and places in the code, without values of records
     * @param failuresInARow how many failed since the last success, this one included
     */
    void failed(String task, String reason, long failuresInARow);

    /** A piece of work succeeded after so many failures. */
    void recovered(String task, long failures);
}
