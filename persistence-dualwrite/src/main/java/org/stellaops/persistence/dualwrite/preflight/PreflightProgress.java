// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.preflight;

/**
 * How far a preflight is.
 *
 * @param module the module
 * @param entity the entity type
 * @param phase what is done now, such as {@code documents} or the name of a foreign key
 * @param done documents of this phase that were read
 * @param total about how many there are
 */
public record PreflightProgress(String module, String entity, String phase, long done, long total) {}
