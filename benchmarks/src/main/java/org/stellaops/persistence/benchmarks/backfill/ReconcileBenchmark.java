// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.benchmarks.backfill;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.benchmarks.results.Figures;
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
 * Records per second at which a backlog is worked off, in either direction, next to a backfill of as many in the same rotation.
 * Arguments: records, rotations. Exits with 1 if a claim fails.
 */
public final class ReconcileBenchmark {

    private static final double OF_BACKFILL = 0.5;
    private static final int WRITTEN_AT_ONCE = 500;
    private static final int WARM_UPS = 2;
    private static final double NANOS = 1e9;

    private final Rig rig;
    private final long size;
    private final int rotations;
    private long round;

    private ReconcileBenchmark(Rig rig, long size, int rotations) {
        this.rig = rig;
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

    private boolean run() throws SQLException {
        List<Double> backfills = new ArrayList<>();
        List<Double> forward = new ArrayList<>();
        for (int rotation = -WARM_UPS; rotation < rotations; rotation++) {
            double reconciled = forward();
            double copied = backfill();
            if (rotation >= 0) {
                forward.add(reconciled);
                backfills.add(copied);
            }
        }
        walkTo(Stage.TARGET_LED);
        List<Double> reverse = new ArrayList<>();
        for (int rotation = -WARM_UPS; rotation < rotations; rotation++) {
            double reconciled = reverse();
            if (rotation >= 0) {
                reverse.add(reconciled);
            }
        }
        double there = median(backfills) / median(forward);
        double back = median(backfills) / median(reverse);
        Figures.atLeast("reconcile-ratio", "to PostgreSQL, of a backfill", there, "", OF_BACKFILL);
        Figures.atLeast("reconcile-ratio", "to MongoDB, of a backfill", back, "", OF_BACKFILL);
        System.out.printf(
                Locale.ROOT,
                "reconcile-ratio: n=%d per second: backfill=%.0f to-target=%.0f to-legacy=%.0f; of-backfill to-target=%.2f to-legacy=%.2f%n",
                size,
                size / median(backfills),
                size / median(forward),
                size / median(reverse),
                there,
                back);
        return there >= OF_BACKFILL && back >= OF_BACKFILL;
    }

    /** Seconds until PostgreSQL has what a leading MongoDB has pending. */
    private double forward() throws SQLException {
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
        return reconciled();
    }

    private double backfill() throws SQLException {
        rig.empty();
        System.gc();
        long began = System.nanoTime();
        require(size, rig.backfill(BackfillSettings.defaults()));
        return (System.nanoTime() - began) / NANOS;
    }

    /** Seconds until MongoDB has what a leading PostgreSQL has pending: all of its records with another content. */
    private double reverse() throws SQLException {
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
        return reconciled();
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

    private double reconciled() {
        require(size, rig.module().pendingDepth());
        System.gc();
        long began = System.nanoTime();
        require(size, rig.module().reconcile().replicated());
        double took = (System.nanoTime() - began) / NANOS;
        require(0, rig.module().pendingDepth());
        return took;
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

    private static double median(List<Double> seconds) {
        return seconds.stream().sorted().skip(seconds.size() / 2).findFirst().orElseThrow();
    }
}
