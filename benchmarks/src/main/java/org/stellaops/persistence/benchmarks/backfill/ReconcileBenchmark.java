// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.benchmarks.backfill;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import org.bson.RawBsonDocument;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.benchmarks.results.Figures;
import org.stellaops.persistence.benchmarks.results.Median;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.backfill.BackfillSettings;
import org.stellaops.persistence.dualwrite.gate.MoveResult;
import org.stellaops.persistence.runtime.ModuleDescriptor;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.StepResult;
import org.stellaops.persistence.spi.TargetStore;
import org.stellaops.persistence.spi.TargetWrite;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.spi.Versions;
import org.stellaops.persistence.testkit.engine.MongoEngine;
import org.stellaops.persistence.testkit.engine.MongoOptions;
import org.stellaops.persistence.testkit.engine.PostgresEngine;
import org.stellaops.persistence.testkit.engine.PostgresOptions;
import org.stellaops.persistence.value.ContentHash;
import org.stellaops.persistence.value.Struct;

/**
 * Records per second at which a backlog is worked off, in either direction, next to a backfill of as many and to what the drivers take for the
 * same statements by hand, in the same rotation. What is asked compares with the drivers: a backfill changes no document of MongoDB, where a
 * reconciler changes each, and the stand-in makes one change at a time. Arguments: records, rotations. Exits with 1 if a claim fails.
 */
public final class ReconcileBenchmark {

    private static final double OF_HAND = 0.5;
    private static final int WRITTEN_AT_ONCE = 500;
    private static final int WARM_UPS = 8;
    private static final double NANOS = 1e9;

    private final Rig rig;
    private final ByHand hand;
    private final long size;
    private final int rotations;
    private long round;

    private ReconcileBenchmark(Rig rig, long size, int rotations) {
        this.rig = rig;
        this.hand = new ByHand(rig);
        this.size = size;
        this.rotations = rotations;
    }

    /** Runs it. */
    public static void main(String[] arguments) throws SQLException {
        long size = arguments.length > 0 ? Long.parseLong(arguments[0]) : 20_000;
        int rotations = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
        boolean holds;
        try (PostgresEngine postgres = PostgresEngine.startEmbedded(PostgresOptions.defaults());
                MongoEngine mongo = MongoEngine.startEmbedded(MongoOptions.defaults());
                Rig rig = new Rig(
                        ModuleDescriptor.of(Sample.MODULE, Sample.TYPE),
                        Sample.TYPE,
                        mongo.createDatabase(),
                        postgres.createDatabase("backlog"))) {
            holds = new ReconcileBenchmark(rig, size, rotations).run();
            System.out.println("reconcile-ratio: " + (holds ? "holds" : "FAILS") + " on " + postgres.describe());
        }
        System.exit(holds ? 0 : 1);
    }

    /** Seconds of one rotation in one direction. */
    private record Took(double hand, double reconciled, double backfill) {

        double ofHand() {
            return hand / reconciled;
        }

        double ofBackfill() {
            return backfill / reconciled;
        }
    }

    private boolean run() throws SQLException {
        List<Took> forward = new ArrayList<>();
        for (int rotation = -WARM_UPS; rotation < rotations; rotation++) {
            double reconciled = forward();
            double copied = backfill();
            Took took = new Took(forwardByHand(), reconciled, copied);
            if (rotation >= 0) {
                forward.add(took);
            }
        }
        makePending();
        require(size, rig.module().reconcile().replicated());
        walkTo(Stage.TARGET_LED);
        List<Took> reverse = new ArrayList<>();
        for (int rotation = -WARM_UPS; rotation < rotations; rotation++) {
            double byHand = reverseByHand();
            Took took = new Took(byHand, reverse(), Median.of(forward, Took::backfill));
            if (rotation >= 0) {
                reverse.add(took);
            }
        }
        boolean there = report("to PostgreSQL", forward);
        boolean back = report("to MongoDB", reverse);
        return there && back;
    }

    private boolean report(String where, List<Took> took) {
        double ofBackfill = Median.of(took, Took::ofBackfill);
        double ofHand = Median.of(took, Took::ofHand);
        Figures.plain("reconcile-ratio", where + ", of a backfill", ofBackfill, "");
        Figures.atLeast("reconcile-ratio", where + ", of the same statements by hand", ofHand, "", OF_HAND);
        System.out.printf(
                Locale.ROOT,
                "reconcile-ratio: %s n=%d per second: backfill=%.0f by-hand=%.0f reconciler=%.0f; of-backfill=%.2f of-hand=%.2f%n",
                where,
                size,
                size / Median.of(took, Took::backfill),
                size / Median.of(took, Took::hand),
                size / Median.of(took, Took::reconciled),
                ofBackfill,
                ofHand);
        return ofHand >= OF_HAND;
    }

    /** Seconds until PostgreSQL has what a leading MongoDB has pending. */
    private double forward() throws SQLException {
        makePending();
        return reconciled();
    }

    /** As {@link #forward}, by the drivers, which store the rows that a backfill left. */
    private double forwardByHand() throws SQLException {
        rig.keepRows();
        makePending();
        double took = seconds(hand::toPostgres);
        require(0, rig.module().pendingDepth());
        return took;
    }

    private void makePending() throws SQLException {
        rig.emptyCollection();
        rig.empty();
        LegacyStore legacy = rig.module().pair(Sample.TYPE).legacy();
        inBatches(numbers -> {
            List<Image.Present> images = numbers.stream()
                    .map(it -> Image.Present.of(
                            Sample.key(it), new VersionStamp(Versions.base(1) + 1, "w" + it), Sample.content(it)))
                    .toList();
            require(
                    images.size(),
                    legacy.insertAll(images, 1).stream()
                            .filter(StepResult::isDone)
                            .count());
        });
    }

    private double backfill() throws SQLException {
        rig.empty();
        return seconds(() -> rig.backfill(BackfillSettings.defaults()));
    }

    /** Seconds until MongoDB has what a leading PostgreSQL has pending: all of its records with another content. */
    private double reverse() throws SQLException {
        changeAll();
        return reconciled();
    }

    /** As {@link #reverse}, by the drivers; MongoDB is left with lower versions than it would have. */
    private double reverseByHand() throws SQLException {
        changeAll();
        List<RawBsonDocument> documents = hand.documents();
        return seconds(() -> hand.toMongo(documents, round));
    }

    private void changeAll() throws SQLException {
        long epoch = rig.epoch();
        long changed = ++round;
        TargetStore target = rig.module().pair(Sample.TYPE).target();
        inBatches(numbers -> {
            List<TargetWrite> writes =
                    numbers.stream().map(it -> write(it, changed, epoch)).toList();
            require(
                    writes.size(),
                    target.writeAll(writes).stream()
                            .filter(TargetWrite.Result.LeaderWriteResult.class::isInstance)
                            .count());
        });
    }

    private static TargetWrite write(long number, long round, long epoch) {
        Struct content = Sample.content(number + round);
        return new TargetWrite(
                Sample.key(number),
                new TargetWrite.Change.Put(content, ContentHash.of(content)),
                Precondition.none(),
                epoch,
                "r" + round + "-" + number,
                TargetWrite.PendingFlag.PENDING);
    }

    private double reconciled() throws SQLException {
        require(size, rig.module().pendingDepth());
        double took = seconds(() -> rig.module().reconcile().replicated());
        require(0, rig.module().pendingDepth());
        return took;
    }

    private interface Work {
        long run() throws SQLException;
    }

    private double seconds(Work work) throws SQLException {
        System.gc();
        long began = System.nanoTime();
        require(size, work.run());
        return (System.nanoTime() - began) / NANOS;
    }

    private interface Batch {
        void of(List<Long> numbers);
    }

    private void inBatches(Batch batch) {
        for (long from = 0; from < size; from += WRITTEN_AT_ONCE) {
            batch.of(LongStream.range(from, Math.min(size, from + WRITTEN_AT_ONCE))
                    .boxed()
                    .toList());
        }
    }

    private void walkTo(Stage stage) {
        for (Stage next : rig.module().stage().walkTo(stage)) {
            MoveResult result = rig.module().moveTo(next);
            if (!(result instanceof MoveResult.Moved)) {
                throw new IllegalStateException("could not move to " + next.configName() + ": " + result);
            }
        }
    }

    private static void require(long expected, long done) {
        if (done != expected) {
            throw new IllegalStateException(done + " records instead of " + expected);
        }
    }
}
