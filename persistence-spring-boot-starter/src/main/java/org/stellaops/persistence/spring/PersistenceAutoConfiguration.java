// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spring;

import com.mongodb.MongoClientSettings;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.io.ResourceLoader;
import org.stellaops.persistence.mongo.MongoBackend;
import org.stellaops.persistence.runtime.Persistence;

/** Opens the library as a bean {@link Persistence}, unless the application has one. */
@AutoConfiguration
@ConditionalOnProperty(prefix = PersistenceSpringProperties.PREFIX, name = "enabled", matchIfMissing = true)
@EnableConfigurationProperties(PersistenceSpringProperties.class)
public class PersistenceAutoConfiguration {

    /** For Spring. */
    public PersistenceAutoConfiguration() {}

    /** The stores of the application's modules. */
    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    public Persistence persistence(
            ConfigurableEnvironment environment,
            ResourceLoader resources,
            BeanFactory beans,
            PersistenceSpringProperties properties) {
        return new PersistenceOpening(environment, resources, beans, properties).open();
    }

    /** Sends what is pending when the application stops, after it has stopped to take requests. */
    @Bean
    public PersistenceShutdown persistenceShutdown(Persistence persistence, PersistenceSpringProperties properties) {
        return new PersistenceShutdown(persistence, properties.drainAtShutdown());
    }

    /** So that the client of the application tells which statements were sent. */
    @Bean
    public static BeanPostProcessor persistenceMongoCommands() {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                return bean instanceof MongoClientSettings settings
                        ? MongoClientSettings.builder(settings)
                                .addCommandListener(MongoBackend.commandListener())
                                .build()
                        : bean;
            }
        };
    }
}
