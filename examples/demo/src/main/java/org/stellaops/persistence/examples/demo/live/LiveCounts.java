// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.examples.demo.live;

/** Receives the outcomes of the load's callers. Safe for concurrent use; must not wait. */
public interface LiveCounts {

    /** A write was acknowledged. */
    void wrote();

    /** A read was answered. */
    void read();
}
