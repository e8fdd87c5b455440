// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spring;

import java.util.Map;
import java.util.TreeMap;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.PropertySourcesPropertyResolver;
import org.stellaops.persistence.runtime.config.ConfigSource;

/**
 * A configuration in property sources. Placeholders are Spring's: {@code ${X:default}}, of any key in these sources.
 *
 * <p>Where neither an address nor {@code given} is set, the beans of the application are used if there are any.
 */
final class EnvironmentConfig implements ConfigSource {

    private static final String ATTACHED = "configurationProperties";
    private static final String MONGO = "persistence.mongo.";
    private static final String POSTGRES = "persistence.postgres.";

    private final Map<String, String> values;
    private final PropertySourcesPropertyResolver placeholders;

    /**
     * Whether the application has what the library may use.
     *
     * @param mongoClient a client for MongoDB
     * @param dataSource a data source
     */
    record Beans(boolean mongoClient, boolean dataSource) {}

    EnvironmentConfig(Iterable<PropertySource<?>> sources, Beans beans) {
        MutablePropertySources all = new MutablePropertySources();
        sources.forEach(it -> {
            // Spring Boot's view of all sources, which would answer with what a file held before.
            if (!it.getName().equals(ATTACHED)) {
                all.addLast(it);
            }
        });
        this.placeholders = new PropertySourcesPropertyResolver(all);
        this.values = withBeans(EnvironmentKeys.in(all), beans);
    }

    private static Map<String, String> withBeans(Map<String, String> written, Beans beans) {
        Map<String, String> values = new TreeMap<>(written);
        boolean usesMongo = values.keySet().stream().anyMatch(it -> it.startsWith(MONGO));
        if (usesMongo && beans.mongoClient() && !values.containsKey(MONGO + "uri")) {
            values.putIfAbsent(MONGO + "client", "given");
        }
        if (beans.dataSource() && !values.containsKey(POSTGRES + "jdbc-url")) {
            values.putIfAbsent(POSTGRES + "data-source", "given");
        }
        return values;
    }

    @Override
    public String describe() {
        return "the Spring environment";
    }

    @Override
    public Map<String, String> values() {
        return values;
    }

    /** The message of Spring's own exception repeats the whole value. */
    @Override
    public String fill(String value) {
        try {
            return placeholders.resolveRequiredPlaceholders(value);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "a property that it names is not set; set it, or write a default as in ${NAME:default}");
        }
    }
}
