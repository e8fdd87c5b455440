// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.spi.KeyRange;
import org.stellaops.persistence.spi.RangeDigest;
import org.stellaops.persistence.spi.Scan;
import org.stellaops.persistence.spi.ScanEntry;

/**
 * Compares ranges of keys by their digests, and halves those that differ until so few keys are left that they are compared one by one.
 * The target computes its digests where it can; those of the legacy store are computed from a scan, unless it can as well and all
 * keys of the range at once are equal.
 */
final class RangeComparison {

    private static final int RANGE = 20_000;
    private static final int FEW_KEYS = 300;

    private final EntityPair pair;
    private final KeyRange within;
    private final KeyJudge judge;
    private final BooleanSupplier stopped;
    private final LongConsumer advanced;
    private final Function<Optional<RecordKey>, Scan<ScanEntry>> targets;
    private Optional<RecordKey> position;
    private Optional<ScanEntry> keyless = Optional.empty();

    /**
     * A comparison.
     *
     * @param within the keys to compare
     * @param advanced is told how many keys more were judged
     * @param targets scans the target behind a key, without contents
     */
    RangeComparison(
            EntityPair pair,
            KeyRange within,
            KeyJudge judge,
            BooleanSupplier stopped,
            LongConsumer advanced,
            Function<Optional<RecordKey>, Scan<ScanEntry>> targets) {
        this.pair = pair;
        this.within = within;
        this.position = within.after();
        this.judge = judge;
        this.stopped = stopped;
        this.advanced = advanced;
        this.targets = targets;
    }

    /** Whether both stores can digest all their keys, and they are the same; then they are counted. */
    boolean allEqual() {
        Optional<RangeDigest> legacy = pair.legacy().digest(within);
        if (legacy.isEmpty() || !pair.target().digest(within).equals(legacy)) {
            return false;
        }
        judge.equal(legacy.get().records());
        advanced.accept(legacy.get().records());
        return true;
    }

    /** Compares range by range as the legacy store yields them; false if the pass was stopped. */
    boolean run(Scan<ScanEntry> legacy) {
        boolean isLast = false;
        while (!isLast) {
            if (stopped.getAsBoolean()) {
                return false;
            }
            List<ScanEntry> entries = next(legacy);
            isLast = entries.size() < RANGE;
            Optional<RecordKey> end = isLast
                    ? within.upTo()
                    : Optional.of(entries.get(entries.size() - 1).key());
            compare(entries, new KeyRange(position, end));
            position = end;
        }
        return judgeKeyless(legacy) && !stopped.getAsBoolean();
    }

    /** The entries of the next range. What has no key comes behind all keys, and ends the last range. */
    private List<ScanEntry> next(Scan<ScanEntry> legacy) {
        List<ScanEntry> entries = new ArrayList<>();
        while (entries.size() < RANGE && keyless.isEmpty() && legacy.hasNext()) {
            ScanEntry entry = legacy.next();
            if (entry.isStandIn()) {
                keyless = Optional.of(entry);
            } else {
                entries.add(entry);
            }
        }
        return entries;
    }

    private boolean judgeKeyless(Scan<ScanEntry> legacy) {
        while (keyless.isPresent()) {
            if (stopped.getAsBoolean()) {
                return false;
            }
            ScanEntry entry = keyless.get();
            judge.judge(new OrderedMerge.Step(entry.key(), keyless, Optional.empty()));
            advanced.accept(1);
            keyless = legacy.hasNext() ? Optional.of(legacy.next()) : Optional.empty();
        }
        return true;
    }

    private void compare(List<ScanEntry> legacy, KeyRange range) {
        if (stopped.getAsBoolean()) {
            return;
        } else if (pair.target().digest(range).equals(Optional.of(RangeDigest.of(legacy)))) {
            legacy.forEach(judge::equal);
            advanced.accept(legacy.size());
        } else if (legacy.size() <= FEW_KEYS) {
            compareKeys(legacy, range);
        } else {
            int half = legacy.size() / 2;
            Optional<RecordKey> middle = Optional.of(legacy.get(half - 1).key());
            compare(legacy.subList(0, half), new KeyRange(range.after(), middle));
            compare(legacy.subList(half, legacy.size()), new KeyRange(middle, range.upTo()));
        }
    }

    private void compareKeys(List<ScanEntry> legacy, KeyRange range) {
        try (Scan<ScanEntry> target = targets.apply(range.after()).takeWhile(it -> range.contains(it.key()))) {
            OrderedMerge merge = new OrderedMerge(new ListScan(legacy), target);
            for (Optional<OrderedMerge.Step> step = merge.next(); step.isPresent(); step = merge.next()) {
                judge.judge(step.get());
                advanced.accept(1);
            }
        }
    }
}
