// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spi;

import java.time.Instant;

/**
 * A write that a process of a former epoch made in the legacy store after the leader had changed. It was acknowledged to its
 * caller and is overwritten by the leader's state; this is what was kept of it.
 *
 * @param image what was written
 * @param epoch the epoch in which it was found
 * @param reportedAt when it was found, by the clock of the target
 */
public record StaleWrite(Image image, long epoch, Instant reportedAt) {}
