// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.crash;

import java.time.Duration;
import java.util.List;

/**
 * How a service is started.
 *
 * @param version decides which entity types it knows
 * @param skew how far its wall clock is ahead
 * @param gates whether it asks the default gates
 */
record StartOptions(Version version, Duration skew, boolean gates) {

    /** Versions of the service. */
    enum Version {
        /** Knows no badges. */
        FORMER,
        /** Knows every type. */
        CURRENT,
        /** Knows no notes any more. */
        LATER,
        /** Knows what belongs to tenants only, so that the module can be divided into cohorts. */
        DIVIDED
    }

    static StartOptions current() {
        return new StartOptions(Version.CURRENT, Duration.ZERO, false);
    }

    List<String> arguments() {
        return List.of(version.name(), Long.toString(skew.toMillis()), Boolean.toString(gates));
    }

    /** What {@link #arguments} made. */
    static StartOptions of(String... arguments) {
        return new StartOptions(
                Version.valueOf(arguments[0]),
                Duration.ofMillis(Long.parseLong(arguments[1])),
                Boolean.parseBoolean(arguments[2]));
    }
}
