// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cutover.Cohort;
import org.stellaops.persistence.spi.ControlStore.FenceStrength;

/**
 * What the cohorts of a module demand of the collections that they share, in one document beside their control records, and which
 * raises are under way. A validator can only be replaced as a whole and unconditionally, so that one raise could take another one's
 * epoch back (F2): a fence is strong only if no command that could do so may still be executed.
 */
final class FenceRecord {

    private static final Logger LOG = LoggerFactory.getLogger("org.stellaops.persistence.mongo.fence");

    /** How long a raise is watched before it is taken for one that will never end. */
    private static final Duration GIVEN_UP = Duration.ofMinutes(10);

    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final String EPOCHS = "epochs";
    private static final String RAISING = "raising";

    private final CollectionHandle place;
    private final BsonDocument id;
    private final LongSupplier ticker;
    private final Map<String, Long> firstSeen = new ConcurrentHashMap<>();

    FenceRecord(CollectionHandle place, String module, LongSupplier ticker) {
        this.place = place;
        this.id = new BsonDocument(KeyLayout.ID, new BsonString(module + Cohort.SEPARATOR));
        this.ticker = ticker;
    }

    /** The collections that are fenced. */
    interface Collections {

        /**
         * Sets their validators.
         *
         * @param unanswered told of a command that may be executed at any later time
         */
        FenceStrength raise(FenceDemand demand, Runnable unanswered);

        /** Whether the fences stand, without setting any. */
        FenceStrength stand();
    }

    private record State(FenceDemand demand, Set<String> raising) {}

    /** Raises what a cohort demands, and with it whatever the others do. */
    FenceStrength raise(int cohort, long epoch, Duration patience, Collections collections) {
        awaitOthers(patience);
        String attempt = UUID.randomUUID().toString();
        change(new BsonDocument("$max", new BsonDocument(EPOCHS + "." + cohort, new BsonInt64(epoch)))
                .append("$addToSet", new BsonDocument(RAISING, new BsonString(attempt))));
        // One that fails, or is not answered, stays among those under way: its command may still be executed.
        AtomicBoolean answered = new AtomicBoolean(true);
        FenceStrength set = collections.raise(read().demand(), () -> answered.set(false));
        if (answered.get()) {
            remove(attempt);
        }
        State after = read();
        giveUp(after.raising());
        // Looked at only when none is under way any more: what began before may have lowered a fence until then.
        return set == FenceStrength.STRONG && after.raising().isEmpty() ? collections.stand() : FenceStrength.WEAK;
    }

    /**
     * Two that are under way at once would both be weak. One that was waited for is not waited for again: whoever made it has died or
     * is cut off, and until it is given up the fence is weak whoever waits, while writes may wait for this raise.
     */
    private void awaitOthers(Duration patience) {
        long begin = System.nanoTime();
        while (areNew(read().raising(), patience) && System.nanoTime() - begin < patience.toNanos()) {
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

    private void giveUp(Set<String> others) {
        firstSeen.keySet().retainAll(others);
        for (String other : others) {
            long seen = firstSeen.computeIfAbsent(other, it -> ticker.getAsLong());
            if (ticker.getAsLong() - seen > GIVEN_UP.toNanos()) {
                LOG.warn("raise {} of the fence {} was never seen to end, and is given up", other, id);
                remove(other);
            }
        }
    }

    private void remove(String attempt) {
        change(new BsonDocument("$pull", new BsonDocument(RAISING, new BsonString(attempt))));
    }

    private State read() {
        return place.decide("read the demands of the fence in " + place.name(), id)
                .map(FenceRecord::state)
                .orElseGet(() -> new State(new FenceDemand(new TreeMap<>()), Set.of()));
    }

    private static State state(RawBsonDocument document) {
        SortedMap<Integer, Long> epochs = new TreeMap<>();
        document.getDocument(EPOCHS, new BsonDocument())
                .forEach((number, epoch) ->
                        epochs.put(Integer.valueOf(number), epoch.asNumber().longValue()));
        Set<String> raising = new TreeSet<>();
        for (BsonValue attempt : document.getArray(RAISING, new BsonArray())) {
            raising.add(attempt.asString().getValue());
        }
        return new State(new FenceDemand(epochs), raising);
    }

    private void change(BsonDocument update) {
        MongoFaults.guard("write the demands of the fence in " + place.name(), () -> place.upsert(id, update));
    }
}
