// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cutover;

/** The two stores of a module. */
public enum Side {
    /** The old store, MongoDB. */
    LEGACY,
    /** The new store, PostgreSQL. */
    TARGET;

    /** As commands, messages and configuration name it. */
    public String configName() {
        return this == LEGACY ? "legacy" : "target";
    }

    /** The other one. */
    public Side other() {
        return this == LEGACY ? TARGET : LEGACY;
    }
}
