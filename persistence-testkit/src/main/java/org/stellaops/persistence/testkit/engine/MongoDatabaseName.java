// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.engine;

/**
 * A database of its own on a server that may be shared; it exists once something is written to it.
 *
 * @param connectionString how to connect to the server
 * @param name the name of the database
 */
public record MongoDatabaseName(String connectionString, String name) {}
