// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.config;

import java.util.Map;

/**
 * Where the keys of a configuration come from if not from a file, such as the environment of an application framework.
 *
 * <p><b>Threads.</b> Called by one thread at a time. <b>Blocking.</b> May read files. <b>Nulls.</b> Neither accepted nor
 * returned. <b>Evolution.</b> Grows by default methods only.
 */
public interface ConfigSource {

    /** The placeholder for the name of a module in {@link ConfigKey#path}. */
    String MODULE_NAME = "<name>";

    /** What it is, for messages, such as {@code the Spring environment}. */
    String describe();

    /**
     * The values as they are written, by the whole path of their key, such as {@code persistence.modules.shop.stage}. A section
     * without keys, such as {@code tombstones: {}}, is an empty value at its path.
     */
    Map<String, String> values();

    /**
     * A value with its placeholders replaced.
     *
     * @throws IllegalArgumentException if a placeholder cannot be replaced; the message contains no secret
     */
    String fill(String value);
}
