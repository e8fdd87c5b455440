// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.reconcile;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.dualwrite.internal.replicate.Reports;
import org.stellaops.persistence.dualwrite.internal.replicate.SendResult;
import org.stellaops.persistence.dualwrite.internal.write.FaultOutcomes;
import org.stellaops.persistence.dualwrite.settings.ProtocolSettings;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.spi.DeadLetters;
import org.stellaops.persistence.spi.DeadLetters.Which;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.RejectedImage;
import org.stellaops.persistence.spi.VersionStamp;

/**
 * The rejections of the follower for one entity type (3.4). Stores how often each state was tried, and decides what is
 * due.
 *
 * <p><b>Threads.</b> Safe for concurrent use, by any number of processes. <b>Blocking.</b> Waits on the leading store.
 * <b>Failure.</b> Calls from a pass never fail: a failure is an event, and unknown states count as due.
 */
public final class RejectionTracker {

    private static final int SWEPT_AT_ONCE = 10;

    private final String entity;
    private final DeadLetters letters;
    private final ProtocolSettings settings;
    private final Reports reports;
    private volatile Optional<RecordKey> sweptTo = Optional.empty();

    public RejectionTracker(EntityType<?> type, DeadLetters letters, ProtocolSettings settings, Reports reports) {
        this.entity = type.name();
        this.letters = letters;
        this.settings = settings;
        this.reports = reports;
    }

    // For a pass.

    /** The known rejections of these keys. */
    public Map<RecordKey, RejectedImage> known(Collection<RecordKey> keys) {
        return contained(() -> letters.find(entity, keys), Map.of());
    }

    /** Whether a state is due. */
    public boolean isDue(VersionStamp stamp, Optional<RejectedImage> known) {
        return known.filter(it -> it.stamp().equals(stamp))
                .map(it -> it.nextAt()
                        .filter(next -> !next.isAfter(settings.clock().instant()))
                        .isPresent())
                .orElse(true);
    }

    /** Records the result of sending a state. */
    public void became(Image image, SendResult result, Optional<RejectedImage> known) {
        boolean isNewer = known.filter(
                        it -> it.stamp().version() > image.stamp().version())
                .isPresent();
        if (isNewer) {
            return;
        }
        if (result instanceof SendResult.Blocked it) {
            contained(() -> refused(image.key(), image.stamp(), it.reason(), known), Optional.empty());
        } else if (known.isPresent() && isOver(result)) {
            contained(() -> letters.remove(known.get()), false);
        }
    }

    /** Removes entries of keys that were replicated or overwritten without this reconciler; a few in each pass. */
    public void cleanUp(Predicate<RejectedImage> isStillPending) {
        contained(
                () -> {
                    List<RejectedImage> some = letters.list(entity, Which.ALL, sweptTo, SWEPT_AT_ONCE);
                    sweptTo = some.size() < SWEPT_AT_ONCE
                            ? Optional.empty()
                            : Optional.of(some.get(some.size() - 1).key());
                    some.forEach(it -> cleanUp(it, isStillPending));
                    return true;
                },
                false);
    }

    /** The number of dead letters, counted up to the bound; empty if it cannot be read. */
    public Optional<Long> dead(int atMost) {
        return contained(() -> Optional.of(letters.count(entity, atMost)), Optional.empty());
    }

    // For operators. These methods throw what the store throws.

    /** The entry of a key. */
    public Optional<RejectedImage> find(RecordKey key) {
        return Optional.ofNullable(letters.find(entity, List.of(key)).get(key));
    }

    /** Entries after a key, in key order. */
    public List<RejectedImage> list(Which which, Optional<RecordKey> after, int limit) {
        return letters.list(entity, which, after, limit);
    }

    /** Makes an entry due, as if it had never been tried; empty if it has changed meanwhile. */
    public Optional<RejectedImage> makeDue(RejectedImage entry) {
        RejectedImage due = entry.dueAt(settings.clock().instant().truncatedTo(ChronoUnit.MILLIS));
        if (!letters.write(Optional.of(entry), due)) {
            return Optional.empty();
        }
        reports.retried(entry.key(), entry.tries());
        return Optional.of(due);
    }

    /** Records one more rejection; empty if another process did so first. */
    @CanIgnoreReturnValue
    public Optional<RejectedImage> rejectedAgain(RejectedImage entry, String reason) {
        return refused(entry.key(), entry.stamp(), reason, Optional.of(entry));
    }

    /** Removes exactly this entry. */
    public void forget(RejectedImage entry) {
        letters.remove(entry);
    }

    private void cleanUp(RejectedImage entry, Predicate<RejectedImage> isStillPending) {
        contained(() -> !isStillPending.test(entry) && letters.remove(entry), false);
    }

    private Optional<RejectedImage> refused(
            RecordKey key, VersionStamp stamp, String reason, Optional<RejectedImage> known) {
        RejectedImage next = settings.retries()
                .rejectedAgain(
                        entity, key, stamp, reason, known, settings.clock().instant());
        if (!letters.write(known, next)) {
            return Optional.empty();
        }
        boolean wasDead =
                known.filter(it -> it.stamp().equals(stamp) && it.isDead()).isPresent();
        if (next.isDead() && !wasDead) {
            reports.deadLettered(next);
        }
        return Optional.of(next);
    }

    private static boolean isOver(SendResult result) {
        return result.fold(() -> true, () -> true, () -> true, () -> false, () -> false, it -> false);
    }

    @CanIgnoreReturnValue
    private <T> T contained(Supplier<T> asked, T otherwise) {
        try {
            return asked.get();
        } catch (RuntimeException e) {
            Fault fault = FaultOutcomes.of(e, "keeping dead letters of " + entity);
            reports.deadLettersNotKept(fault);
            return otherwise;
        }
    }
}
