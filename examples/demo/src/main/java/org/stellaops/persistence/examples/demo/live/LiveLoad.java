// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.examples.demo.live;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.spi.ReadableStore;
import org.stellaops.persistence.spi.RecordStore;
import org.stellaops.persistence.value.ContentHash;

/**
 * Callers that read and write while the module moves through its stages, each on its own keys, so that the last
 * acknowledged state of every key is known exactly.
 *
 * <p>Directed by one thread. Its threads are its own and end with {@link #close}.
 */
public final class LiveLoad implements AutoCloseable {

    private static final int WORKERS = 4;
    private static final long CLOSE_MILLIS = 10_000;

    private final Allowance allowance = new Allowance(WORKERS);
    private final PauseMeter pauses = new PauseMeter();
    private final LongAdder acknowledged = new LongAdder();
    private final LongAdder unknown = new LongAdder();
    private final LongAdder staleReads = new LongAdder();
    private final List<LoadWorker> workers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final LongSupplier ticker;

    private LiveLoad(LongSupplier ticker) {
        this.ticker = ticker;
    }

    /**
     * The load.
     *
     * @param seed for all random choices
     * @param prefix with which the ids of its own records begin
     * @param ownKeys how many records of its own it has at most
     * @param touched the loaded records that are its to write, each with the hash of its content
     */
    public record Plan(long seed, String prefix, int ownKeys, Map<RecordKey, ContentHash> touched) {}

    /** Starts the callers, which are idle until writes are granted. */
    public static LiveLoad start(RecordStore store, Plan plan, LiveCounts counts, LongSupplier ticker) {
        LiveLoad load = new LiveLoad(ticker);
        LoadWorker.Tally tally = new LoadWorker.Tally(counts, load.acknowledged, load.unknown, load.staleReads);
        LiveDocuments documents = new LiveDocuments(plan.seed());
        SplittableRandom dice = new SplittableRandom(plan.seed());
        for (int i = 0; i < WORKERS; i++) {
            load.workers.add(new LoadWorker(
                    store,
                    load.allowance,
                    documents,
                    tally,
                    load.pauses,
                    ticker,
                    dice.split(),
                    plan.prefix() + i + "-",
                    Math.max(1, plan.ownKeys() / WORKERS),
                    share(plan.touched(), i)));
        }
        load.workers.forEach(load::launch);
        return load;
    }

    /** Grants writes, to be made at full speed. */
    public void grant(long writes) {
        allowance.grant(writes);
    }

    /** Waits until every granted write is acknowledged and every caller is idle. */
    public void awaitRest() throws InterruptedException {
        allowance.awaitRest();
    }

    /** Runs work during which the callers keep writing. */
    public void beside(Runnable work) {
        allowance.trickle(1);
        try {
            work.run();
        } finally {
            allowance.trickle(-1);
        }
        allowance.throwFailure();
    }

    /** Runs work concurrently with the callers, and measures how long they wait. */
    public void measured(Runnable work) {
        PauseMeter.Window window = pauses.begin(ticker.getAsLong());
        try {
            beside(work);
        } finally {
            pauses.end(window, ticker.getAsLong());
        }
    }

    /** The longest write during each measured work, in milliseconds. */
    public List<Double> longestPauses() {
        return pauses.longestMillis();
    }

    /** How many writes were acknowledged so far. */
    public long acknowledged() {
        return acknowledged.sum();
    }

    /** How many writes have an unknown outcome. */
    public long unknown() {
        return unknown.sum();
    }

    /** How many reads returned an impossible state. */
    public long staleReads() {
        return staleReads.sum();
    }

    /** The keys whose last acknowledged state is not what the leader holds. Call it while the callers are idle. */
    public List<RecordKey> lost(ReadableStore leader) {
        return workers.stream()
                .map(LoadWorker::keys)
                .flatMap(Collection::stream)
                .filter(model -> !model.allows(leader.find(model.key())))
                .map(KeyModel::key)
                .sorted()
                .toList();
    }

    @Override
    public void close() {
        stop();
    }

    /** Ends the callers, each after its write. Stopping twice is harmless. */
    public void stop() {
        allowance.stop();
        for (Thread thread : threads) {
            try {
                thread.join(CLOSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void launch(LoadWorker worker) {
        Thread thread = new Thread(worker, "live-load-" + threads.size());
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private static List<KeyModel> share(Map<RecordKey, ContentHash> touched, int worker) {
        List<RecordKey> keys = touched.keySet().stream().sorted().toList();
        List<KeyModel> mine = new ArrayList<>();
        for (int i = worker; i < keys.size(); i += WORKERS) {
            mine.add(KeyModel.present(keys.get(i), Objects.requireNonNull(touched.get(keys.get(i)))));
        }
        return mine;
    }
}
