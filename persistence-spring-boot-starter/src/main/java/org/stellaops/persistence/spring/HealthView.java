// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spring;

import java.util.LinkedHashMap;
import java.util.Map;
import org.stellaops.persistence.runtime.ModuleHealth;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.PersistenceHealth;

/**
 * What health says, for either line of Spring Boot. Asks no database: a health check neither waits for one nor loads it.
 *
 * @param isUp whether every store that leads answered when it was last looked at; a follower changes nothing
 * @param details each module, and what fails
 */
public record HealthView(boolean isUp, Map<String, Object> details) {

    /** The name of the contributor. */
    public static final String NAME = "persistence";

    /** The health group of which it becomes a member. */
    public static final String READINESS = "readiness";

    /** The health now. */
    public static HealthView of(Persistence persistence) {
        PersistenceHealth health = persistence.health();
        Map<String, Object> details = new LinkedHashMap<>();
        health.modules().forEach(it -> details.put(it.module(), ModuleView.health(it)));
        return new HealthView(health.modules().stream().allMatch(ModuleHealth::leaderAnswers), details);
    }
}
