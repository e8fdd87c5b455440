// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.vuln;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.EntityStore;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.Versioned;
import org.stellaops.persistence.WriteOutcome;

/**
 * How far each source was read. A cursor advances only from where its reader found it, so that of two readers one is refused.
 *
 * <p><b>Threads.</b> Safe for concurrent use, also by many processes. <b>Failure.</b> {@link
 * org.stellaops.persistence.StoreException} from reads.
 */
public final class SourceCursors {

    private final EntityStore<SourceState> states;
    private final InstantSource clock;

    /** Cursors in a store. */
    public SourceCursors(EntityStore<SourceState> states, InstantSource clock) {
        this.states = states;
        this.clock = clock;
    }

    /** Where a source stands, with the version from which it can be advanced; empty before the first time. */
    public Optional<Versioned<SourceState>> find(String source) {
        return states.findVersioned(source);
    }

    /** Records a successful reading up to a cursor, if nobody has advanced it since it was found. */
    public WriteOutcome advance(String source, Optional<Versioned<SourceState>> found, JsonNode cursor) {
        Instant now = now();
        Optional<SourceState> before = found.map(Versioned::value);
        return states.put(
                new SourceState(
                        source,
                        cursor,
                        before.map(SourceState::paused).orElse(false),
                        now,
                        now,
                        null,
                        before.map(SourceState::syncCount).orElse(0L) + 1,
                        before.map(SourceState::errorCount).orElse(0L),
                        metadata(before),
                        now),
                found.map(it -> Precondition.revision(it.revision())).orElseGet(Precondition::absent));
    }

    /** Records a reading that failed; the cursor stays. */
    public WriteOutcome fail(String source, Versioned<SourceState> found, String error) {
        Instant now = now();
        SourceState before = found.value();
        return states.put(
                new SourceState(
                        source,
                        before.cursor(),
                        before.paused(),
                        now,
                        before.lastSuccessAt(),
                        error,
                        before.syncCount(),
                        before.errorCount() + 1,
                        before.metadata(),
                        now),
                Precondition.revision(found.revision()));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static @Nullable JsonNode metadata(Optional<SourceState> before) {
        return before.isPresent() ? before.get().metadata() : null;
    }
}
