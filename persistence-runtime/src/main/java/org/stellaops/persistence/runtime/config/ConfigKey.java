// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.config;

/**
 * A key that a configuration may contain, as the reader declares it.
 *
 * @param path its path, such as {@code persistence.mongo.uri}; {@code <name>} stands for the name of a module
 * @param values its type and bounds, in words
 * @param byDefault its default; empty if it is required, or if leaving it out has a meaning of its own
 * @param meaning what it is for, in Markdown
 */
public record ConfigKey(String path, String values, String byDefault, String meaning) {

    ConfigKey(String path, String values, String byDefault) {
        this(path, values, byDefault, "");
    }
}
