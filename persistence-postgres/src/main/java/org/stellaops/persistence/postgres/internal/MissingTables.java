// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

/** A backend that may only read met a schema without the tables that it was to read: there is nothing. */
final class MissingTables extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MissingTables(String what) {
        super(what, null, false, false);
    }
}
