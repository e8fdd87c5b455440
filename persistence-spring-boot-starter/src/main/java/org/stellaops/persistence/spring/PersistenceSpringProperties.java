// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spring;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What only the starter needs to know. Every other key below {@code persistence} is that of the library's configuration.
 *
 * @param enabled whether anything is configured at all
 * @param scan packages that hold entity types, beside those of the application
 * @param drainAtShutdown for how long a shutdown sends what is pending to the follower; what is left stays flagged, and other
 *     processes or the next start send it
 * @param readiness what the application's readiness depends on
 */
@ConfigurationProperties(PersistenceSpringProperties.PREFIX)
public record PersistenceSpringProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue List<String> scan,
        @DefaultValue("5s") Duration drainAtShutdown,
        @DefaultValue("leader") Readiness readiness) {

    /** The prefix of these keys. */
    public static final String PREFIX = "persistence.spring";

    /** What readiness depends on. Liveness never depends on a database. */
    public enum Readiness {
        /** On the stores that lead; never on those that follow. */
        LEADER,
        /** On no database. */
        NONE
    }

    /** Takes an unmodifiable copy. */
    public PersistenceSpringProperties {
        scan = List.copyOf(scan);
    }
}
