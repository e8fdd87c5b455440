// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spring.health3;

import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthEndpointGroupsPostProcessor;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
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
public class PersistenceHealth3AutoConfiguration {

    /** For Spring. */
    public PersistenceHealth3AutoConfiguration() {}

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
