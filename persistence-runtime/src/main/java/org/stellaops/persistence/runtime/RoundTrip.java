// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime;

import java.time.Duration;
import org.stellaops.persistence.spi.ControlStore;

/** How long a store takes to answer. */
final class RoundTrip {

    private RoundTrip() {}

    /** Reads the control record once. */
    static Duration of(ControlStore control) {
        long began = System.nanoTime();
        boolean unused = control.find().isPresent();
        return Duration.ofNanos(System.nanoTime() - began);
    }
}
