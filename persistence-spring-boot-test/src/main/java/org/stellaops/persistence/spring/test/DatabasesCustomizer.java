// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spring.test;

import java.util.HashMap;
import java.util.Map;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;
import org.stellaops.persistence.spring.test.PersistenceTest.Connections;

/**
 * Gives an application its databases. Equal for equal annotations, so that applications are shared as Spring does.
 *
 * @param connections whose connections the library uses
 */
record DatabasesCustomizer(Connections connections) implements ContextCustomizer {

    @Override
    public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration merged) {
        TestDatabases databases = TestDatabases.create();
        context.getEnvironment()
                .getPropertySources()
                .addFirst(new MapPropertySource("persistence test databases", properties(databases)));
        RootBeanDefinition definition = new RootBeanDefinition(TestDatabases.class, () -> databases);
        // Named before any other bean, so that it is destroyed after the stores that use it.
        definition.setDestroyMethodName("close");
        ((DefaultListableBeanFactory) context.getBeanFactory())
                .registerBeanDefinition("persistenceTestDatabases", definition);
    }

    private Map<String, Object> properties(TestDatabases databases) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("persistence.postgres.security.login", "warn");
        properties.put("persistence.mongo.database", databases.mongo().name());
        // Spring Boot 3 reads the first key of MongoDB, Spring Boot 4 the second.
        properties.put("spring.data.mongodb.uri", databases.mongo().connectionString());
        properties.put("spring.mongodb.uri", databases.mongo().connectionString());
        properties.put("spring.datasource.url", databases.postgres().jdbcUrl());
        properties.put("spring.datasource.username", databases.postgres().user());
        properties.put("spring.datasource.password", databases.postgres().password());
        if (connections == Connections.OWN) {
            properties.put("persistence.mongo.uri", databases.mongo().connectionString());
            properties.put("persistence.postgres.jdbc-url", databases.postgres().jdbcUrl());
            properties.put("persistence.postgres.user", databases.postgres().user());
            properties.put("persistence.postgres.password", databases.postgres().password());
        }
        return properties;
    }
}
