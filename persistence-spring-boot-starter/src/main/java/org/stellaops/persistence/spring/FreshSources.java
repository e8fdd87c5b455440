// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spring;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.boot.env.PropertySourceLoader;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.SpringFactoriesLoader;

/**
 * The property sources of an environment, with those that Spring Boot read from files read anew. The environment itself is not
 * changed, so that nothing but the library sees an edit while the application runs. Sources that change by themselves, such as
 * those of a configuration server, are taken as they are now.
 */
final class FreshSources {

    private static final String DOCUMENT = " (document #";

    private final ConfigurableEnvironment environment;
    private final List<PropertySourceLoader> loaders;

    FreshSources(ConfigurableEnvironment environment, ClassLoader classLoader) {
        this.environment = environment;
        this.loaders = SpringFactoriesLoader.loadFactories(PropertySourceLoader.class, classLoader);
    }

    /**
     * The sources in their order.
     *
     * @throws IOException if a file cannot be read
     */
    List<PropertySource<?>> read() throws IOException {
        Map<Resource, Map<String, PropertySource<?>>> files = new HashMap<>();
        List<PropertySource<?>> fresh = new ArrayList<>();
        for (PropertySource<?> source : environment.getPropertySources()) {
            Optional<Resource> file = fileOf(source);
            if (file.isEmpty()) {
                fresh.add(source);
                continue;
            }
            Map<String, PropertySource<?>> documents = files.get(file.get());
            if (documents == null) {
                documents = load(baseName(source.getName()), file.get());
                files.put(file.get(), documents);
            }
            Optional.ofNullable(documents.get(source.getName())).ifPresent(fresh::add);
        }
        return fresh;
    }

    private Map<String, PropertySource<?>> load(String name, Resource file) throws IOException {
        Map<String, PropertySource<?>> documents = new HashMap<>();
        String fileName = String.valueOf(file.getFilename());
        for (PropertySourceLoader loader : loaders) {
            for (String extension : loader.getFileExtensions()) {
                if (fileName.endsWith("." + extension)) {
                    loader.load(name, file).forEach(it -> documents.put(it.getName(), it));
                    return documents;
                }
            }
        }
        return documents;
    }

    /** Spring Boot names the documents of one file by their number. */
    private static String baseName(String name) {
        int at = name.lastIndexOf(DOCUMENT);
        return at < 0 ? name : name.substring(0, at);
    }

    private static Optional<Resource> fileOf(PropertySource<?> source) {
        if (!(source instanceof OriginTrackedMapPropertySource tracked)) {
            return Optional.empty();
        }
        return tracked.getSource().keySet().stream()
                .map(tracked::getOrigin)
                .flatMap(it -> resourceOf(it).stream())
                .findFirst()
                .filter(Resource::isFile);
    }

    private static Optional<Resource> resourceOf(Origin origin) {
        return origin instanceof TextResourceOrigin text ? Optional.ofNullable(text.getResource()) : Optional.empty();
    }
}
