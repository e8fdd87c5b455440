// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.supervision;

import org.stellaops.persistence.StoreException;

/** What a failure was, in words that hold no value of a record. Pure. */
final class Failures {

    private static final int CAUSES = 4;
    private static final int FRAMES = 3;
    private static final int LONGEST = 1_000;

    private Failures() {}

    /** Equal for failures of the same kind, whichever record they met. */
    static String kindOf(Throwable thrown) {
        StringBuilder kind = new StringBuilder();
        Throwable it = thrown;
        for (int i = 0; it != null && i < CAUSES; i++, it = it.getCause()) {
            kind.append(it.getClass().getName()).append('/');
            if (it instanceof StoreException store) {
                kind.append(store.fault().kind()).append('/');
            }
        }
        return kind.toString();
    }

    /** The message of a fault, which is free of values; of anything else, whose message may quote one, its class and place. */
    static String describe(Throwable thrown) {
        String text = thrown instanceof StoreException it
                ? it.fault().kind() + ": " + it.fault().message()
                : classesAndPlace(thrown);
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
    }

    private static String classesAndPlace(Throwable thrown) {
        StringBuilder text = new StringBuilder(thrown.getClass().getName());
        StackTraceElement[] frames = thrown.getStackTrace();
        for (int i = 0; i < Math.min(FRAMES, frames.length); i++) {
            text.append(i == 0 ? " at " : " < ").append(frames[i]);
        }
        Throwable cause = thrown.getCause();
        return cause == null
                ? text.toString()
                : text.append(", caused by ").append(cause.getClass().getName()).toString();
    }
}
