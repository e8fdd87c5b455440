// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.migration;

/**
 * How far a long migration is.
 *
 * @param module the module
 * @param migration the name of its file
 * @param phase what it does, as the server names it for the build of an index; {@code rows} for a data migration
 * @param done blocks, tuples or rows done in this phase
 * @param total how many there are; 0 if that is unknown
 */
public record MigrationProgress(String module, String migration, String phase, long done, long total) {}
