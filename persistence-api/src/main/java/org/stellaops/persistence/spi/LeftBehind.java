// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spi;

import java.time.Instant;

/**
 * The decision that a legacy document which cannot be read stays where it is and is not brought to the target.
 *
 * @param entity the name of its entity type
 * @param id its key, or its {@code _id} where that is no key of the type
 * @param problem why it could not be read when this was decided; for another problem it has to be decided anew
 * @param reason why it may be left behind
 * @param decidedBy who decided
 * @param decidedAt when, in milliseconds at the finest
 */
public record LeftBehind(
        String entity, String id, String problem, String reason, String decidedBy, Instant decidedAt) {}
