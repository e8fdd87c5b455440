// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spring;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.runtime.config.ConfigKey;
import org.stellaops.persistence.runtime.config.ConfigSource;

/**
 * The library's keys in property sources, with Spring's rules of names: {@code PERSISTENCE_POSTGRES_JDBCURL} in the process's
 * environment is {@code persistence.postgres.jdbc-url}. Values are as they were written, placeholders included.
 *
 * <p>A name that is no key is reported to the reader as well, which rejects it; except in the process's environment, where names
 * may belong to something else.
 */
final class EnvironmentKeys {

    private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of("persistence");
    private static final ConfigurationPropertyName OWN =
            ConfigurationPropertyName.of(PersistenceSpringProperties.PREFIX);
    private static final ConfigurationPropertyName MODULES = ROOT.append("modules");

    private final List<ConfigurationPropertySource> sources = new ArrayList<>();

    private EnvironmentKeys(Iterable<? extends PropertySource<?>> propertySources) {
        List<PropertySource<?>> plain = new ArrayList<>();
        propertySources.forEach(plain::add);
        ConfigurationPropertySources.from(plain).forEach(sources::add);
    }

    /** Values by the paths of their keys; the first source that has a key wins. */
    static Map<String, String> in(Iterable<? extends PropertySource<?>> propertySources) {
        return new EnvironmentKeys(propertySources).values();
    }

    private Map<String, String> values() {
        Map<ConfigurationPropertyName, String> known = known();
        Map<String, String> values = new TreeMap<>();
        known.forEach((name, path) -> find(name).ifPresent(it -> values.put(path, it)));
        sources.stream()
                .filter(it -> !isProcessEnvironment(it))
                .forEach(source -> names(source).stream()
                        .filter(it -> !known.containsKey(it))
                        .forEach(it -> values.putIfAbsent(it.toString(), find(it).orElse(""))));
        return values;
    }

    /** Every key of the library, for the modules that the sources name. */
    private Map<ConfigurationPropertyName, String> known() {
        Map<ConfigurationPropertyName, String> known = new HashMap<>();
        Set<String> modules = moduleNames();
        for (ConfigKey key : Config.keys()) {
            paths(key.path(), modules).forEach(it -> known.put(ConfigurationPropertyName.adapt(it, '.'), it));
        }
        return known;
    }

    private static Collection<String> paths(String path, Set<String> modules) {
        return path.contains(ConfigSource.MODULE_NAME)
                ? modules.stream()
                        .map(it -> path.replace(ConfigSource.MODULE_NAME, it))
                        .toList()
                : List.of(path);
    }

    private Set<String> moduleNames() {
        Set<String> modules = new TreeSet<>();
        for (ConfigurationPropertySource source : sources) {
            names(source).stream()
                    .filter(MODULES::isAncestorOf)
                    .map(it -> it.getElement(MODULES.getNumberOfElements(), Form.ORIGINAL))
                    .forEach(modules::add);
        }
        return modules;
    }

    /** The names below the root, except the starter's own. */
    private static List<ConfigurationPropertyName> names(ConfigurationPropertySource source) {
        return source instanceof IterableConfigurationPropertySource names
                ? names.stream()
                        .filter(it -> ROOT.isAncestorOf(it) && !OWN.isAncestorOf(it))
                        .toList()
                : List.of();
    }

    private Optional<String> find(ConfigurationPropertyName name) {
        return sources.stream()
                .map(it -> Optional.ofNullable(it.getConfigurationProperty(name)))
                .flatMap(Optional::stream)
                .findFirst()
                .map(ConfigurationProperty::getValue)
                .map(String::valueOf);
    }

    private static boolean isProcessEnvironment(ConfigurationPropertySource source) {
        return source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource;
    }
}
