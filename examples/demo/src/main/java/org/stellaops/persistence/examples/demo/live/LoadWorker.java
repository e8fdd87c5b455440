// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.examples.demo.live;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.Revision;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.modules.vuln.Advisories;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.spi.RecordStore;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.ContentHash;
import org.stellaops.persistence.value.Struct;

/**
 * One caller of the store: reads and writes keys that no other caller writes, and tracks the expected state of each.
 *
 * <p>Runs on one thread; other threads read its keys only while it is idle.
 */
final class LoadWorker implements Runnable {

    private static final int PERCENT = 100;
    private static final int TRIES = 3000;
    private static final Revision NEVER_MADE = Revision.of(new VersionStamp(1, "never-made"));
    private static final int LISTED = 20;

    /** After this many consecutive unacknowledged writes the store counts as broken, not busy. */
    private static final int MOST_FRUITLESS = 1000;

    private final RecordStore store;
    private final Allowance allowance;
    private final LiveDocuments documents;
    private final Tally tally;
    private final PauseMeter pauses;
    private final LongSupplier ticker;
    private final SplittableRandom dice;
    private final String prefix;
    private final int mostOwn;
    private final List<KeyModel> touched;
    private final List<KeyModel> own = new ArrayList<>();
    private long revision;
    private int fruitless;

    /** Where all workers count. */
    record Tally(LiveCounts counts, LongAdder acknowledged, LongAdder unknown, LongAdder staleReads) {

        void acknowledge() {
            acknowledged.increment();
            counts.wrote();
        }
    }

    /**
     * A caller.
     *
     * @param prefix with which the ids of its own records begin
     * @param mostOwn how many keys of its own it uses at most
     * @param touched the loaded keys that are its to write
     */
    LoadWorker(
            RecordStore store,
            Allowance allowance,
            LiveDocuments documents,
            Tally tally,
            PauseMeter pauses,
            LongSupplier ticker,
            SplittableRandom dice,
            String prefix,
            int mostOwn,
            List<KeyModel> touched) {
        this.store = store;
        this.allowance = allowance;
        this.documents = documents;
        this.tally = tally;
        this.pauses = pauses;
        this.ticker = ticker;
        this.dice = dice;
        this.prefix = prefix;
        this.mostOwn = mostOwn;
        this.touched = List.copyOf(touched);
    }

    /** Every key that is its to write. */
    List<KeyModel> keys() {
        List<KeyModel> all = new ArrayList<>(touched);
        all.addAll(own);
        return all;
    }

    @Override
    public void run() {
        try {
            while (allowance.take()) {
                step();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            allowance.fail(e);
        }
    }

    private void step() throws InterruptedException {
        KeyModel model = choose();
        if (chance(30)) {
            var unused = readAndCheck(model);
        }
        if (chance(1)) {
            list();
        }
        if (write(model)) {
            fruitless = 0;
        } else {
            allowance.giveBack();
            if (++fruitless > MOST_FRUITLESS) {
                throw new IllegalStateException("of " + MOST_FRUITLESS + " writes in a row none was acknowledged");
            }
        }
    }

    private KeyModel choose() {
        if (!touched.isEmpty() && chance(50)) {
            return touched.get(dice.nextInt(touched.size()));
        } else if (own.isEmpty() || (own.size() < mostOwn && chance(20))) {
            KeyModel fresh = KeyModel.absent(RecordKey.global(prefix + String.format("%06d", own.size())));
            own.add(fresh);
            return fresh;
        }
        return own.get(dice.nextInt(own.size()));
    }

    // Reads.

    private Optional<StoredRecord> readAndCheck(KeyModel model) throws InterruptedException {
        Optional<StoredRecord> found = reading(() -> store.find(model.key()));
        tally.counts().read();
        if (!model.allows(found)) {
            tally.staleReads().increment();
        }
        return found;
    }

    /** A read, retried until it is answered. */
    private <R> R reading(Supplier<R> read) throws InterruptedException {
        for (int tries = 1; ; tries++) {
            try {
                return read.get();
            } catch (StoreException e) {
                if (tries >= TRIES) {
                    throw e;
                }
                allowance.breathe();
            }
        }
    }

    /** Pages of its own records, which no other caller writes, so that the expected page is known. */
    private void list() throws InterruptedException {
        Query first = Query.where(Condition.prefix(Advisories.ID, prefix)).limit(LISTED);
        List<RecordKey> listed = reading(() -> store.query(Optional.empty(), first)).items().stream()
                .map(StoredRecord::key)
                .toList();
        tally.counts().read();
        List<RecordKey> possible =
                own.stream().filter(KeyModel::mayBePresent).map(KeyModel::key).toList();
        if (!possible.containsAll(listed)) {
            tally.staleReads().increment();
        }
    }

    // Makes a write; true if it was acknowledged.

    private boolean write(KeyModel model) throws InterruptedException {
        return model.mayBePresent() ? change(model) : create(model);
    }

    private boolean create(KeyModel model) throws InterruptedException {
        int roll = dice.nextInt(PERCENT);
        if (roll < 75) {
            return put(model, Precondition.absent());
        } else if (roll < 95) {
            return put(model, Precondition.none());
        }
        return roll < 98 ? delete(model, Precondition.none()) : put(model, Precondition.present());
    }

    private boolean change(KeyModel model) throws InterruptedException {
        int roll = dice.nextInt(PERCENT);
        if (roll < 40) {
            return put(model, Precondition.none());
        } else if (roll < 70) {
            Optional<StoredRecord> found = readAndCheck(model);
            return put(
                    model,
                    found.<Precondition>map(it -> Precondition.revision(it.revision()))
                            .orElse(Precondition.absent()));
        } else if (roll < 75) {
            return put(model, Precondition.present());
        } else if (roll < 79) {
            return put(model, Precondition.absent());
        } else if (roll < 82) {
            return put(model, Precondition.revision(NEVER_MADE));
        } else if (roll < 91) {
            return delete(model, Precondition.none());
        }
        Optional<StoredRecord> found = readAndCheck(model);
        return found.isPresent()
                && delete(model, Precondition.revision(found.get().revision()));
    }

    private boolean put(KeyModel model, Precondition precondition) throws InterruptedException {
        Struct content = documents.next(model.key(), revision++, dice);
        return perform(
                model, Optional.of(ContentHash.of(content)), () -> store.put(model.key(), content, precondition));
    }

    private boolean delete(KeyModel model, Precondition precondition) throws InterruptedException {
        return perform(model, Optional.empty(), () -> store.delete(model.key(), precondition));
    }

    /** One write of a caller, retried as long as it was certainly not applied. */
    private boolean perform(KeyModel model, Optional<ContentHash> state, Attempt attempt) throws InterruptedException {
        long from = ticker.getAsLong();
        WriteOutcome outcome = attempt.make();
        for (int tries = 1; isWorthAnother(outcome) && tries < TRIES; tries++) {
            allowance.breathe();
            outcome = attempt.make();
        }
        pauses.record(from, ticker.getAsLong());
        if (outcome.isApplied()) {
            model.acknowledged(state);
            tally.acknowledge();
            return true;
        } else if (outcome instanceof WriteOutcome.Unknown) {
            model.uncertain(state);
            tally.unknown().increment();
        } else if (outcome instanceof WriteOutcome.Rejected it) {
            throw new IllegalStateException("the load wrote what cannot be stored: " + it.reason());
        }
        return false;
    }

    private static boolean isWorthAnother(WriteOutcome outcome) {
        return outcome instanceof WriteOutcome.NotApplied it && it.fault().kind() != Fault.Kind.ABSENT;
    }

    private boolean chance(int percent) {
        return dice.nextInt(PERCENT) < percent;
    }

    /** One try of a write. */
    private interface Attempt {
        WriteOutcome make();
    }
}
