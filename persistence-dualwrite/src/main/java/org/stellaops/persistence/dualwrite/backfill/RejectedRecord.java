// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.backfill;

/**
 * A record that the target cannot store.
 *
 * @param id its key as text, or the id of a document whose key cannot be read
 * @param reason with the path, without values
 */
public record RejectedRecord(String id, String reason) {}
