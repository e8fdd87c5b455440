// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.control;

/** What was thrown elsewhere, or before, to be thrown here. */
public final class Unchecked {

    private Unchecked() {}

    /** The exception to throw; an {@link Error} is thrown here. */
    public static RuntimeException of(Throwable thrown) {
        if (thrown instanceof Error it) {
            throw it;
        }
        return thrown instanceof RuntimeException it ? it : new IllegalStateException(thrown);
    }
}
