package org.stellaops.persistence;

/**
 * An entity with the version that a conditional write can name.
 *
 * @param key its key
 * @param value the entity
 * @param version its version, 0 for a legacy record that the library has never written
 */
public record Versioned<T>(RecordKey key, T value, long version) {}
