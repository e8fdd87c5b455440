package org.stellaops.persistence;

import org.stellaops.persistence.value.Struct;

/**
 * A record as a store holds it.
 *
 * @param key its key
 * @param content its content in the fields of its entity type
 * @param version its version, 0 for a legacy record that the library has never written
 */
public record StoredRecord(RecordKey key, Struct content, long version) {}
