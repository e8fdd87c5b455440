package org.stellaops.persistence.examples.demo.live;

/** Hears what the load's callers were answered. Safe for concurrent use; must not wait. */
public interface LiveCounts {

    /** A write was acknowledged. */
    void wrote();

    /** A read was answered. */
    void read();
}
