// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.preflight;

/**
 * What became of the documents that were read.
 *
 * @param read documents
 * @param refused of these, documents that cannot be read, or that the target could not hold as they are
 * @param leftBehind of these, documents that cannot be read and stay behind, as was decided
 * @param ofLibrary of these, documents that the library is about to confirm or remove
 */
public record PreflightCounts(long read, long refused, long leftBehind, long ofLibrary) {}
