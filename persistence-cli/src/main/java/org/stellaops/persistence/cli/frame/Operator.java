// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.frame;

import org.jspecify.annotations.Nullable;

/** Who orders what a command does, for the audit trail. */
public final class Operator {

    private Operator() {}

    /** The user of this process. */
    public static String ofProcess() {
        return System.getProperty("user.name", "unknown");
    }

    /** The one that was named, or the user of this process. */
    public static String of(@Nullable String named) {
        return named == null || named.isBlank() ? ofProcess() : named;
    }
}
