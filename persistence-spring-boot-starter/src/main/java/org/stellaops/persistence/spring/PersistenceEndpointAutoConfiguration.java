// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spring;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.stellaops.persistence.runtime.Persistence;

/** The actuator endpoint, where the actuator is on the class path. */
@AutoConfiguration(after = PersistenceAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnBean(Persistence.class)
@ConditionalOnAvailableEndpoint(endpoint = PersistenceEndpoint.class)
public class PersistenceEndpointAutoConfiguration {

    /** For Spring. */
    public PersistenceEndpointAutoConfiguration() {}

    /** The endpoint. */
    @Bean
    public PersistenceEndpoint persistenceEndpoint(Persistence persistence) {
        return new PersistenceEndpoint(persistence);
    }
}
