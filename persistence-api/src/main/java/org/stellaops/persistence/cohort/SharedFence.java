// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cohort;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.spi.ControlStore.FenceStrength;

/**
 * Raises the fence of the collections that the cohorts of a module share. A validator can only be replaced as a whole and
 * unconditionally, so that one raise could take another one's epoch back (F2): a fence is strong only if no command that could do so
 * may still be executed.
 *
 * <p><b>Threads.</b> Safe for concurrent use. <b>Blocking.</b> For the patience of a raise, and on I/O. <b>Failure.</b> {@link
 * StoreException}; the attempt stays among those that are under way.
 */
public final class SharedFence {

    /** How long a raise is watched before it is taken for one that will never end. */
    private static final Duration GIVEN_UP = Duration.ofMinutes(10);

    private static final Duration PAUSE = Duration.ofMillis(20);

    private final FenceRecord record;
    private final Supplier<String> attempts;
    private final LongSupplier ticker;
    private final Consumer<String> abandoned;
    private final Map<String, Long> firstSeen = new ConcurrentHashMap<>();

    /**
     * The fence of a module's cohorts, as one process raises it.
     *
     * @param attempts a new name for each attempt, which no process gives twice
     * @param ticker counts nanoseconds
     * @param abandoned told of each attempt that was never seen to end, and is not waited for any more
     */
    public SharedFence(FenceRecord record, Supplier<String> attempts, LongSupplier ticker, Consumer<String> abandoned) {
        this.record = record;
        this.attempts = attempts;
        this.ticker = ticker;
        this.abandoned = abandoned;
    }

    /** The collections that are fenced. */
    public interface Collections {

        /**
         * Sets their validators; whether they stand afterwards is not looked at.
         *
         * @param unanswered told of a command that may be executed at any later time
         */
        FenceStrength raise(FenceDemand demand, Runnable unanswered);

        /** Whether the fences stand, without setting any. */
        FenceStrength stand();
    }

    /** Raises what a cohort demands, and with it whatever the others do. */
    public FenceStrength raise(int cohort, long epoch, Duration patience, Collections collections) {
        String attempt = attempts.get();
        FenceRecord.State announced = record.announceAlone(cohort, epoch, attempt)
                .orElseGet(() -> {
                    awaitOthers(patience);
                    return record.announce(cohort, epoch, attempt);
                });
        // One that fails, or is not answered, stays among those under way: its command may still be executed.
        AtomicBoolean answered = new AtomicBoolean(true);
        FenceStrength set = collections.raise(announced.demand(), () -> answered.set(false));
        Set<String> after = (answered.get() ? record.remove(attempt) : record.read()).raising();
        abandonOld(after);
        // Looked at only when none is under way any more: what began before may have lowered a fence until then.
        return set == FenceStrength.STRONG && after.isEmpty() ? collections.stand() : FenceStrength.WEAK;
    }

    /** Whether another raise is under way, or was left, and does not end within the patience; then this one would be weak. */
    public boolean isBarred(Duration patience) {
        awaitOthers(patience);
        return !record.read().raising().isEmpty();
    }

    /**
     * Two that are under way at once would both be weak. One that was waited for is not waited for again: whoever made it has died or
     * is cut off, and until it is abandoned the fence is weak whoever waits, while writes may wait for this raise.
     */
    private void awaitOthers(Duration patience) {
        long begin = System.nanoTime();
        while (areNew(record.read().raising(), patience) && System.nanoTime() - begin < patience.toNanos()) {
            try {
                TimeUnit.NANOSECONDS.sleep(
                        PAUSE.toNanos() + ThreadLocalRandom.current().nextLong(PAUSE.toNanos()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StoreException(
                        Fault.Kind.INTERRUPTED, "tried to raise a fence; the thread was interrupted", e);
            }
        }
    }

    private boolean areNew(Set<String> others, Duration patience) {
        long now = ticker.getAsLong();
        return others.stream().anyMatch(it -> now - firstSeen.computeIfAbsent(it, unseen -> now) < patience.toNanos());
    }

    private void abandonOld(Set<String> others) {
        firstSeen.keySet().retainAll(others);
        for (String other : others) {
            long seen = firstSeen.computeIfAbsent(other, it -> ticker.getAsLong());
            if (ticker.getAsLong() - seen > GIVEN_UP.toNanos()) {
                abandoned.accept(other);
                record.remove(other);
            }
        }
    }
}
