// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spring.health4;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroupsPostProcessor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.spring.HealthView;
import org.stellaops.persistence.spring.PersistenceAutoConfiguration;
import org.stellaops.persistence.spring.PersistenceSpringProperties;

/** The health of the stores, and what readiness depends on. */
@AutoConfiguration(after = PersistenceAutoConfiguration.class)
@ConditionalOnClass({HealthIndicator.class, HealthEndpointGroupsPostProcessor.class})
@ConditionalOnBean(Persistence.class)
@ConditionalOnProperty(name = "management.health.persistence.enabled", matchIfMissing = true)
public class PersistenceHealth4AutoConfiguration {

    /** For Spring. */
    public PersistenceHealth4AutoConfiguration() {}

    /** The contributor {@code persistence}. */
    @Bean
    public HealthIndicator persistenceHealthIndicator(Persistence persistence) {
        return () -> {
            HealthView view = HealthView.of(persistence);
            return (view.isUp() ? Health.up() : Health.down())
                    .withDetails(view.details())
                    .build();
        };
    }

    /** Makes it a member of readiness. */
    @Bean
    @ConditionalOnProperty(
            prefix = PersistenceSpringProperties.PREFIX,
            name = "readiness",
            havingValue = "leader",
            matchIfMissing = true)
    public static HealthEndpointGroupsPostProcessor persistenceReadiness() {
        return ReadinessGroups::of;
    }
}
