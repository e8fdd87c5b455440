// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence;

/**
 * An entity with the revision that a conditional write can name.
 *
 * @param key its key
 * @param value the entity
 * @param revision names the write that left it so
 */
public record Versioned<T>(RecordKey key, T value, Revision revision) {}
