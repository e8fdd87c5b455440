// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.verify;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.divergence.Cause;
import org.stellaops.persistence.dualwrite.divergence.Divergence;
import org.stellaops.persistence.dualwrite.divergence.DivergenceLog;
import org.stellaops.persistence.dualwrite.divergence.Explanation;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.DivergenceFound;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.VerificationProgress;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.dualwrite.internal.compare.KeyComparer;
import org.stellaops.persistence.dualwrite.internal.compare.KeyComparison;
import org.stellaops.persistence.dualwrite.internal.compare.LegacyProblems;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.dualwrite.settings.Pause;
import org.stellaops.persistence.spi.LeftBehind;
import org.stellaops.persistence.spi.Scan;
import org.stellaops.persistence.spi.ScanEntry;

/** One pass of a {@link Verification}, and what it has counted so far. */
final class VerificationPass {

    private final EntityPair pair;
    private final VerificationSettings settings;
    private final List<LeftBehind> leftBehind;
    private final Stage stage;
    private final DualWriteListener listener;
    private final DivergenceLog log;
    private final Pause pause;
    private final BooleanSupplier stopped;
    private final KeyComparer comparer;
    private final Findings findings;
    private final Deque<RecordKey> deferred = new ArrayDeque<>();
    private VerificationCounts counts = VerificationCounts.NONE;
    private long seen;

    VerificationPass(
            EntityPair pair,
            VerificationSettings settings,
            List<LeftBehind> leftBehind,
            Stage stage,
            DualWriteListener listener,
            DivergenceLog log,
            Pause pause,
            BooleanSupplier stopped) {
        this.pair = pair;
        this.settings = settings;
        this.leftBehind = leftBehind;
        this.stage = stage;
        this.listener = listener;
        this.log = log;
        this.pause = pause;
        this.stopped = stopped;
        this.comparer = new KeyComparer(pair, settings.fields());
        this.findings = new Findings(settings.findings());
    }

    VerificationCounts counts() {
        return counts;
    }

    List<Finding> findings() {
        return findings.list();
    }

    /** Runs to the end; false if it was cancelled. */
    boolean run() {
        long total = Math.max(pair.legacy().count(), pair.target().count());
        boolean complete = merge(total) && replicateDeferred();
        progress(total);
        return complete;
    }

    private boolean merge(long total) {
        try (Scan<ScanEntry> legacy = new ResumingScan(pair.legacy()::scan, settings.recheck(), pause);
                Scan<ScanEntry> target = new ResumingScan(pair.target()::scan, settings.recheck(), pause)) {
            OrderedMerge merge = new OrderedMerge(legacy, target);
            for (Optional<OrderedMerge.Step> step = merge.next(); step.isPresent(); step = merge.next()) {
                if (stopped.getAsBoolean()) {
                    return false;
                }
                judge(step.get());
                seen++;
                if (seen % settings.progressEvery() == 0) {
                    progress(total);
                }
            }
            return true;
        }
    }

    private void judge(OrderedMerge.Step step) {
        if (step.target().isEmpty() && step.legacy().filter(this::isLeftBehind).isPresent()) {
            counts = counts.plusLeftBehind();
            return;
        }
        Optional<ScanEntry> keyless = step.legacy().filter(ScanEntry::isStandIn);
        if (keyless.isPresent()) {
            countDivergence(
                    step.key(),
                    new Divergence.NotComparable(
                            Side.LEGACY, keyless.get().problem().orElse("has no key")),
                    new Explanation(Cause.SCHEMA_DRIFT, "the legacy side does not fit the entity type"));
        } else if (plainlyEqual(step)) {
            countEqual(step.key(), true);
        } else if (!confirm(step.key())) {
            defer(step.key());
        }
    }

    private boolean isLeftBehind(ScanEntry entry) {
        Optional<LeftBehind> decided = leftBehind.stream()
                .filter(it -> entry.key()
                        .toString()
                        .equals(entry.isStandIn() ? ScanEntry.standIn(it.id()).id() : it.id()))
                .findFirst();
        return decided.isPresent()
                && entry.problem()
                        .or(() -> problemOf(entry.key()))
                        .equals(Optional.of(decided.get().problem()));
    }

    /** Why a record that can be read cannot be copied. */
    private Optional<String> problemOf(RecordKey key) {
        return pair.legacy().read(key).flatMap(it -> LegacyProblems.of(pair.type(), it));
    }

    /** Pure: whether both scan entries show the same readable state, with hashes that fit. */
    private static boolean plainlyEqual(OrderedMerge.Step step) {
        if (step.legacy().isEmpty() || step.target().isEmpty()) {
            return false;
        }
        ScanEntry legacy = step.legacy().get();
        ScanEntry target = step.target().get();
        return legacy.contentHash().isPresent()
                && legacy.contentHash().equals(target.contentHash())
                && legacy.stamp().equals(target.stamp())
                && hashFits(legacy)
                && hashFits(target);
    }

    private static boolean hashFits(ScanEntry scanEntry) {
        return scanEntry.storedHash().isEmpty() || scanEntry.storedHash().equals(scanEntry.contentHash());
    }

    /** Compares one key on its own; false if the comparison is inconclusive. */
    private boolean confirm(RecordKey key) {
        KeyComparison found = comparer.compare(leader(), key);
        if (found instanceof KeyComparison.Unsettled) {
            return false;
        } else if (found instanceof KeyComparison.Differs it) {
            countDivergence(key, it.divergence(), it.explanation());
        } else if (found instanceof KeyComparison.Equal it) {
            it.rules()
                    .forEach(rule -> listener.on(new DualWriteEvent.RuleApplied(
                            pair.type().module(), pair.type().name(), rule)));
            countEqual(key, it.hashesFit());
        } else {
            log.replicated(pair.type().name(), key);
        }
        return true;
    }

    private void countEqual(RecordKey key, boolean hashesFit) {
        counts = counts.plusEqual(hashesFit);
        log.replicated(pair.type().name(), key);
    }

    private void countDivergence(RecordKey key, Divergence divergence, Explanation why) {
        counts = counts.plus(divergence.kind());
        findings.add(key, divergence);
        listener.on(
                new DivergenceFound(pair.type().module(), log.seen(pair.type().name(), key, stage, divergence, why)));
    }

    private void defer(RecordKey key) {
        deferred.add(key);
        if (deferred.size() > settings.deferred()) {
            replicateNow(deferred.remove());
        }
    }

    private void replicateNow(RecordKey key) {
        for (int check = 1; check < settings.recheck().attempts(); check++) {
            if (!pause.tryPause(settings.recheck().pause()) || confirm(key)) {
                return;
            }
        }
        counts = counts.plusUnsettled();
    }

    private boolean replicateDeferred() {
        for (int round = 1; round < settings.recheck().attempts() && !deferred.isEmpty(); round++) {
            if (stopped.getAsBoolean() || !pause.tryPause(settings.recheck().pause())) {
                return false;
            }
            deferred.removeIf(this::confirm);
        }
        deferred.forEach(key -> counts = counts.plusUnsettled());
        return true;
    }

    private Side leader() {
        return stage.leader();
    }

    private void progress(long total) {
        listener.on(new VerificationProgress(
                pair.type().module(), pair.type().name(), counts.compared(), counts.divergent(), total));
    }
}
