// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spi;

import java.util.Optional;

/**
 * One document of a scan.
 *
 * @param id the {@code _id} as canonical text, for reports, or the key as text
 * @param record the record; empty if the document cannot be read as its entity type
 * @param problem why it cannot be read, with the path and without values
 */
public record LegacyScanEntry(String id, Optional<LegacyRecord> record, Optional<String> problem) {}
