// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.benchmarks.follower;

/** One way to write an order. Safe for one thread per caller number. */
interface Writer {

    /** Writes and waits for the answer; whether the write was applied. */
    boolean write(int caller, BenchmarkOrder order);
}
