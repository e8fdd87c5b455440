// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.config;

import java.nio.file.Path;
import java.util.Map;

/**
 * The origin of a configuration, from which it can be read again.
 *
 * @param path the file
 * @param environment the variables for placeholders
 */
public record ConfigFile(Path path, Map<String, String> environment) {

    /** Takes an unmodifiable copy. */
    public ConfigFile {
        environment = Map.copyOf(environment);
    }

    /** Without the environment, which contains secrets. */
    @Override
    public String toString() {
        return path.toString();
    }
}
