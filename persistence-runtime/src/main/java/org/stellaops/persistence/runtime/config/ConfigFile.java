package org.stellaops.persistence.runtime.config;

import java.nio.file.Path;
import java.util.Map;

/**
 * Where a configuration was read from, so that it can be read again in the same way.
 *
 * @param path the file
 * @param environment what placeholders are filled from
 */
public record ConfigFile(Path path, Map<String, String> environment) {

    /** Takes an unmodifiable copy. */
    public ConfigFile {
        environment = Map.copyOf(environment);
    }

    /** Without the environment, which holds secrets. */
    @Override
    public String toString() {
        return path.toString();
    }
}
