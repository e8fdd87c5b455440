// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.status.activity;

import java.time.Instant;

/**
 * A change of leader went one step on.
 *
 * @param step its name in the protocol
 * @param epoch in which the new leader will lead
 * @param at when
 */
public record MoveStep(String step, long epoch, Instant at) {}
