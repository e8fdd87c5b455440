// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.supervision;

import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What became of the work of one background task. A failure is logged at WARN if it is the first of its kind since the last
 * success, or if failures have gone on for long; otherwise at DEBUG. No method throws.
 *
 * <p>Safe for concurrent use. Never blocks but for the log and the listener.
 */
public final class BackgroundTask {

    private static final Logger LOG = LoggerFactory.getLogger("org.stellaops.persistence.background");
    private static final int MOST_KINDS = 32;
    private static final long LASTING = 16;

    private final String owner;
    private final String name;
    private final BooleanSupplier alive;
    private final InstantSource clock;
    private final TaskListener listener;
    private final Set<String> kinds = new HashSet<>();
    private long failures;
    private long failuresInARow;
    private @Nullable Instant lastSuccess;
    private @Nullable String lastFailure;

    BackgroundTask(String owner, String name, BooleanSupplier alive, InstantSource clock, TaskListener listener) {
        this.owner = owner;
        this.name = name;
        this.alive = alive;
        this.clock = clock;
        this.listener = listener;
    }

    /** Its name within its owner. */
    public String name() {
        return name;
    }

    /** A piece of work succeeded. */
    public void succeeded() {
        try {
            long before = noteSuccess();
            if (before > 0) {
                LOG.info("{}: {} succeeds again, after {} failures", owner, name, before);
                listener.recovered(name, before);
            }
        } catch (Throwable lost) {
            // Reporting must not end what it reports on; the next success is noted again.
        }
    }

    /** A piece of work failed. */
    public void failed(Throwable thrown) {
        try {
            String reason = Failures.describe(thrown);
            Noted noted = noteFailure(Failures.kindOf(thrown), reason);
            if (noted.isNews()) {
                LOG.warn(
                        "{}: {} failed ({} in a row) and goes on; failures of this kind are counted until it succeeds: {}",
                        owner,
                        name,
                        noted.inARow(),
                        reason);
            } else {
                LOG.debug("{}: {} failed ({} in a row): {}", owner, name, noted.inARow(), reason);
            }
            listener.failed(name, reason, noted.inARow());
        } catch (Throwable lost) {
            // As above: with no memory left to report with, going on matters more.
        }
    }

    /** How it is now. */
    public synchronized TaskHealth health() {
        return new TaskHealth(
                name,
                alive.getAsBoolean(),
                Optional.ofNullable(lastSuccess),
                failuresInARow,
                failures,
                Optional.ofNullable(lastFailure));
    }

    private record Noted(long inARow, boolean isNews) {}

    private synchronized Noted noteFailure(String kind, String reason) {
        failures++;
        failuresInARow++;
        lastFailure = reason;
        boolean fresh = kinds.size() < MOST_KINDS && kinds.add(kind);
        boolean lasting = failuresInARow >= LASTING && Long.bitCount(failuresInARow) == 1;
        return new Noted(failuresInARow, fresh || lasting);
    }

    private synchronized long noteSuccess() {
        long before = failuresInARow;
        lastSuccess = clock.instant();
        if (before > 0) {
            failuresInARow = 0;
            lastFailure = null;
            kinds.clear();
        }
        return before;
    }
}
