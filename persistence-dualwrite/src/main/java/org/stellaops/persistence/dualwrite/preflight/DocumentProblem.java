// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.preflight;

/**
 * What is wrong with one document.
 *
 * @param kind what it is
 * @param path where
 * @param reason the rest of a sentence that begins with the path; never a value
 */
record DocumentProblem(PreflightKind kind, String path, String reason) {}
