// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.verify;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.VerificationProgress;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.dualwrite.settings.Pause;
import org.stellaops.persistence.spi.KeyRange;
import org.stellaops.persistence.spi.ReadableStore;
import org.stellaops.persistence.spi.Scan;
import org.stellaops.persistence.spi.ScanEntry;

/** One pass of a {@link Verification} over both stores, in the mode of its settings. */
final class VerificationPass {

    private final EntityPair pair;
    private final VerificationSettings settings;
    private final KeyRange range;
    private final KeyJudge judge;
    private final DualWriteListener listener;
    private final Pause pause;
    private final BooleanSupplier stopped;
    private long seen;
    private long total;

    VerificationPass(
            EntityPair pair,
            VerificationSettings settings,
            KeyRange range,
            KeyJudge judge,
            DualWriteListener listener,
            Pause pause,
            BooleanSupplier stopped) {
        this.pair = pair;
        this.settings = settings;
        this.range = range;
        this.judge = judge;
        this.listener = listener;
        this.pause = pause;
        this.stopped = stopped;
    }

    /** Runs to the end; false if it was cancelled. */
    boolean run() {
        // Of a range the total is not known: counting it would cost what comparing it does.
        total = range.equals(KeyRange.ALL) ? pair.legacy().roughCount() : 0;
        boolean complete = compared() && judge.settleDeferred(stopped);
        progress();
        return complete;
    }

    private boolean compared() {
        if (settings.mode() != VerificationMode.QUICK) {
            return merge();
        }
        RangeComparison ranges = new RangeComparison(
                pair,
                range,
                judge,
                stopped,
                this::advanced,
                after -> resuming(last -> stored(pair.target(), last.or(() -> after))));
        if (ranges.allEqual()) {
            return true;
        }
        try (Scan<ScanEntry> legacy = scan(pair.legacy(), "legacy")) {
            return ranges.run(legacy);
        }
    }

    private boolean merge() {
        try (Scan<ScanEntry> legacy = scan(pair.legacy(), "legacy");
                Scan<ScanEntry> target = scan(pair.target(), "target")) {
            OrderedMerge merge = new OrderedMerge(legacy, target);
            for (Optional<OrderedMerge.Step> step = merge.next(); step.isPresent(); step = merge.next()) {
                if (stopped.getAsBoolean()) {
                    return false;
                }
                judge.judge(step.get());
                advanced(1);
            }
            return true;
        }
    }

    private Scan<ScanEntry> scan(ReadableStore store, String side) {
        Function<Optional<RecordKey>, Scan<ScanEntry>> all =
                settings.mode() == VerificationMode.DEEP ? store::scan : after -> stored(store, after);
        Function<Optional<RecordKey>, Scan<ScanEntry>> open = after -> inRange(all.apply(after.or(range::after)));
        return settings.readAhead() == 0
                ? resuming(open)
                : ReadAhead.begin(
                        "persistence-" + pair.type().module() + "-verify-" + side,
                        () -> resuming(open),
                        settings.readAhead());
    }

    /** What has no key comes behind all keys, and so belongs to the range without an end. */
    private Scan<ScanEntry> inRange(Scan<ScanEntry> behind) {
        return range.upTo().isEmpty() ? behind : behind.takeWhile(it -> !it.isStandIn() && range.contains(it.key()));
    }

    private Scan<ScanEntry> resuming(Function<Optional<RecordKey>, Scan<ScanEntry>> open) {
        return new ResumingScan(open, settings.recheck(), pause);
    }

    private static Scan<ScanEntry> stored(ReadableStore store, Optional<RecordKey> after) {
        return new StoredScan(store, after);
    }

    private void advanced(long keys) {
        long before = seen / settings.progressEvery();
        seen += keys;
        if (seen / settings.progressEvery() > before) {
            progress();
        }
    }

    private void progress() {
        VerificationCounts counts = judge.counts();
        listener.on(new VerificationProgress(
                pair.type().module(), pair.type().name(), counts.compared(), counts.divergent(), total));
    }
}
