// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spring.status;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.spring.PersistenceAutoConfiguration;
import org.stellaops.persistence.spring.PersistenceCustomizer;
import org.stellaops.persistence.status.StatusPage;
import org.stellaops.persistence.status.activity.StatusEvents;

/** The status page, where the actuator and {@code persistence-status} are on the class path and its endpoint is exposed. */
@AutoConfiguration(after = PersistenceAutoConfiguration.class)
@ConditionalOnClass({StatusPage.class, WebEndpoint.class, ConditionalOnAvailableEndpoint.class})
@ConditionalOnBean(Persistence.class)
@ConditionalOnAvailableEndpoint(endpoint = StatusPageEndpoint.class)
public class PersistenceStatusAutoConfiguration {

    /** For Spring. */
    public PersistenceStatusAutoConfiguration() {}

    /** Collects what the events of this application say. */
    @Bean
    @ConditionalOnMissingBean
    public StatusEvents persistenceStatusEvents() {
        return new StatusEvents();
    }

    /** Hands the events over when the stores are opened. */
    @Bean
    public PersistenceCustomizer persistenceStatusCustomizer(StatusEvents events) {
        return builder -> builder.listener(events);
    }

    /** The page, which ends before the stores are closed. */
    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    public StatusPage persistenceStatusPage(
            Persistence persistence, StatusEvents events, @Value("${spring.application.name:}") String service) {
        return StatusPage.builder(persistence).events(events).service(service).start();
    }

    /** The endpoint. */
    @Bean
    public StatusPageEndpoint persistenceStatusEndpoint(
            StatusPage page,
            @Value("${management.endpoints.web.path-mapping.persistencestatus:persistencestatus}") String path) {
        return new StatusPageEndpoint(page, path.substring(path.lastIndexOf('/') + 1));
    }
}
