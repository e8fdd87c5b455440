// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.divergence;

/**
 * One place at which two contents differ.
 *
 * @param path the path, such as {@code affected[0].ranges[1].events}
 * @param legacyDigest what the legacy store has there, as class and digest: {@code Int32:5feceb66ffc8}; {@code
 *     missing}, or
 *     {@code null} for an explicit null
 * @param targetDigest the same of the target
 */
public record FieldDifference(String path, String legacyDigest, String targetDigest) {}
