// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

/** What a backend may do with its database. */
public enum BackendAccess {
    /** Reads, writes, and makes collections and indexes that are missing. */
    READ_WRITE,
    /** Reads only: a missing collection is an empty one, and every write throws {@link UnsupportedOperationException}. */
    READ_ONLY
}
