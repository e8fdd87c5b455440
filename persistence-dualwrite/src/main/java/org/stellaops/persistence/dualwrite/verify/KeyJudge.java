// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.verify;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.divergence.Cause;
import org.stellaops.persistence.dualwrite.divergence.Divergence;
import org.stellaops.persistence.dualwrite.divergence.DivergenceLog;
import org.stellaops.persistence.dualwrite.divergence.Explanation;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.DivergenceFound;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.dualwrite.internal.compare.KeyComparer;
import org.stellaops.persistence.dualwrite.internal.compare.KeyComparison;
import org.stellaops.persistence.dualwrite.internal.compare.LegacyProblems;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.dualwrite.settings.Pause;
import org.stellaops.persistence.spi.LeftBehind;
import org.stellaops.persistence.spi.ScanEntry;

/** Judges the keys of one pass, and counts them. For one thread. */
final class KeyJudge {

    /** Entries that are kept for the positive control after the pass. */
    private static final int SAMPLE = 8;

    private final EntityPair pair;
    private final VerificationSettings settings;
    private final List<LeftBehind> leftBehind;
    private final Stage stage;
    private final DualWriteListener listener;
    private final DivergenceLog log;
    private final Pause pause;
    private final Equality equality;
    private final KeyComparer comparer;
    private final Findings findings;
    private final Deque<RecordKey> deferred = new ArrayDeque<>();
    private final List<ScanEntry> sample = new ArrayList<>();
    private VerificationCounts counts = VerificationCounts.NONE;

    KeyJudge(
            EntityPair pair,
            VerificationSettings settings,
            List<LeftBehind> leftBehind,
            Stage stage,
            DualWriteListener listener,
            DivergenceLog log,
            Pause pause,
            Equality equality) {
        this.pair = pair;
        this.settings = settings;
        this.leftBehind = leftBehind;
        this.stage = stage;
        this.listener = listener;
        this.log = log;
        this.pause = pause;
        this.equality = equality;
        this.comparer = new KeyComparer(pair, settings.fields());
        this.findings = new Findings(settings.findings());
    }

    VerificationCounts counts() {
        return counts;
    }

    List<Finding> findings() {
        return findings.list();
    }

    /** Some entries of the legacy store whose records are equal on the target, in key order. */
    List<ScanEntry> sample() {
        return List.copyOf(sample);
    }

    void judge(OrderedMerge.Step step) {
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
        } else if (equality.holds(step)) {
            step.legacy().ifPresent(this::equal);
        } else if (!confirm(step.key())) {
            defer(step.key());
        }
    }

    /** A key that the entries, or the digests, of both stores show to be equal. */
    void equal(ScanEntry entry) {
        if (sample.size() < SAMPLE) {
            sample.add(entry);
        }
        countEqual(entry.key(), true);
    }

    /** So many keys of which a digest alone says that they are equal. */
    void equal(long keys) {
        counts = counts.plusEqual(keys);
    }

    private boolean isLeftBehind(ScanEntry entry) {
        Optional<LeftBehind> decided = leftBehind.stream()
                .filter(it -> entry.key()
                        .toString()
                        .equals(entry.isStandIn() ? ScanEntry.standIn(it.id()).id() : it.id()))
                .findFirst();
        return decided.isPresent()
                && entry.problem()
                        .map(decided.get().problem()::equals)
                        .orElseGet(() -> hasProblem(entry.key(), decided.get().problem()));
    }

    /** Whether this is why a record cannot be copied, or cannot be read, which a scan without contents does not notice. */
    private boolean hasProblem(RecordKey key, String problem) {
        try {
            return pair.legacy()
                    .read(key)
                    .flatMap(it -> LegacyProblems.of(pair.type(), it))
                    .equals(Optional.of(problem));
        } catch (StoreException e) {
            if (e.fault().kind() == Fault.Kind.UNREADABLE) {
                return e.fault().message().contains(problem);
            }
            throw e;
        }
    }

    /** Compares one key on its own; false if the comparison is inconclusive. */
    private boolean confirm(RecordKey key) {
        KeyComparison found = comparer.compare(stage.leader(), key);
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
            settle(deferred.remove());
        }
    }

    private void settle(RecordKey key) {
        for (int check = 1; check < settings.recheck().attempts(); check++) {
            if (!pause.tryPause(settings.recheck().pause()) || confirm(key)) {
                return;
            }
        }
        counts = counts.plusUnsettled();
    }

    /** Compares again what was under way, until it came to rest or was tried often enough; false if the pass was stopped. */
    boolean settleDeferred(BooleanSupplier stopped) {
        for (int round = 1; round < settings.recheck().attempts() && !deferred.isEmpty(); round++) {
            if (stopped.getAsBoolean() || !pause.tryPause(settings.recheck().pause())) {
                return false;
            }
            deferred.removeIf(this::confirm);
        }
        deferred.forEach(key -> counts = counts.plusUnsettled());
        return true;
    }
}
