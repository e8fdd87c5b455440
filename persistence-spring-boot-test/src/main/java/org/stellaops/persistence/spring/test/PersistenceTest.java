// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spring.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;

/**
 * Starts the application of a test with empty databases of its own: a PostgreSQL and a MongoDB stand-in that are embedded in the
 * test's process, or the servers that {@code PERSISTENCE_TEST_POSTGRES_URL} and {@code PERSISTENCE_TEST_MONGO_URI} name. Their
 * addresses take precedence over every other property source, as those of Spring Boot's own {@code DataSource} and {@code
 * MongoClient} ({@code spring.datasource.url} and so on) and, unless {@link #connections} says {@code APPLICATION}, of the library's
 * connections ({@code persistence.mongo.uri}, {@code persistence.postgres.jdbc-url} and so on). {@code
 * persistence.postgres.security.login} is {@code warn}, because the login is a superuser.
 *
 * <p>Put {@code @SpringBootTest} beside it to set what that has, such as a web environment. Tests with equal annotations share an
 * application, and so its databases.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@SpringBootTest
public @interface PersistenceTest {

    /** Whose connections the library uses. */
    Connections connections() default Connections.OWN;

    /** Whose connections the library uses. */
    enum Connections {
        /** Its own. */
        OWN,
        /** The beans of the application. */
        APPLICATION
    }
}
