// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.config;

/**
 * A key that the configuration file may contain, as it was declared while a configuration was read.
 *
 * @param path its path, such as {@code persistence.mongo.uri}
 * @param values its type and bounds, in words
 * @param byDefault its default; empty if it is required, or if leaving it out has a meaning of its own
 */
record ConfigKey(String path, String values, String byDefault) {}
