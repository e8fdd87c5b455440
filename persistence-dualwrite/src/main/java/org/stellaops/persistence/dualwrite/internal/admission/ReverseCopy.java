// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.admission;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.BackfillProgress;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.dualwrite.internal.replicate.ReverseSender;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.dualwrite.settings.ProtocolSettings;
import org.stellaops.persistence.spi.ApplyAnswer;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.Scan;
import org.stellaops.persistence.spi.ScanEntry;
import org.stellaops.persistence.value.EncodedSize;

/**
 * Sends what a leading target holds to the legacy store, a few keys at a time, without looking for differences first: a late send, which the
 * protocol allows at any time (4.2). What is written meanwhile has its own send; what an answer leaves open, such as a unique value
 * that another record holds, is left to whoever verifies afterwards.
 */
final class ReverseCopy {

    private static final int BETWEEN_REPORTS = 1_000;

    private final EntityPair pair;
    private final ReverseSender sender;
    private final DualWriteListener listener;
    private final long total;
    private final ProtocolSettings settings;
    private final long began = System.nanoTime();
    private final List<Image.Present> batch = new ArrayList<>();
    private long bytes;
    private long read;
    private long applied;
    private long same;

    ReverseCopy(EntityPair pair, ProtocolSettings settings, DualWriteListener listener) {
        this.pair = pair;
        this.sender = new ReverseSender(pair, settings, listener);
        this.settings = settings;
        this.listener = listener.contained();
        this.total = pair.target().count();
    }

    /** Sends every record in this epoch, and counts those that the legacy store lacked; waits on both stores. */
    long run(long epoch) {
        try (Scan<ScanEntry> scan = pair.target().scanStored(Optional.empty())) {
            while (scan.hasNext()) {
                take(scan.next().key(), epoch);
            }
        }
        send(epoch);
        report(true);
        return applied;
    }

    private void take(RecordKey key, long epoch) {
        read++;
        pair.target()
                .image(key)
                .flatMap(it -> it instanceof Image.Present present ? Optional.of(present) : Optional.empty())
                .filter(it -> !it.stamp().isUnversioned())
                .ifPresent(it -> {
                    batch.add(it);
                    bytes += EncodedSize.canonical(it.content());
                });
        if (batch.size() >= settings.batch() || bytes >= settings.batchBytes()) {
            send(epoch);
        }
        if (read % BETWEEN_REPORTS == 0) {
            report(false);
        }
    }

    private void send(long epoch) {
        for (Optional<ApplyAnswer> answer : sender.applyAll(batch, epoch)) {
            applied += answer.filter(ApplyAnswer.Applied.class::isInstance).isPresent() ? 1 : 0;
            same += answer.filter(ApplyAnswer.Same.class::isInstance).isPresent() ? 1 : 0;
        }
        batch.clear();
        bytes = 0;
    }

    private void report(boolean finished) {
        long took = System.nanoTime() - began;
        listener.on(new BackfillProgress(
                pair.type().module(),
                pair.type().name(),
                new BackfillProgress.Counts(read, applied, same, 0, read - applied - same, 0),
                Math.max(total, read),
                took == 0 ? 0 : read * 1e9 / took,
                finished));
    }
}
