// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.backfill;

/** What became of an attempt to copy a part of a run. */
public enum PartResult {
    /** Every record of the part was read, now or before. */
    FINISHED,
    /** Another thread or process works on it, or died less than a lease ago. */
    BUSY,
    /** It was begun, and another process took it over. */
    LOST,
    /** It was begun, and ended by an order, by whoever asked or by an interrupt; the next attempt goes on from there. */
    STOPPED,
    /** The run was finished or forgotten meanwhile, or another one was begun. */
    GONE
}
