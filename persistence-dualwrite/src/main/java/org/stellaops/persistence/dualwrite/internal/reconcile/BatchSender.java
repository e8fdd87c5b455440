// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.reconcile;

import java.util.ArrayList;
import java.util.List;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.dualwrite.internal.control.Unchecked;
import org.stellaops.persistence.dualwrite.internal.replicate.SendResult;
import org.stellaops.persistence.spi.Image;

/** Sends many images at once and, if that fails, one by one, so that one image cannot block the others. */
public final class BatchSender<T extends Image> {

    /** After this many consecutive failures the store is considered down, not an image bad. */
    private static final int FAILURES_IN_A_ROW = 3;

    private final Bulk<T> bulk;
    private final Single<T> single;

    public BatchSender(Bulk<T> bulk, Single<T> single) {
        this.bulk = bulk;
        this.single = single;
    }

    /** Sends all of them. */
    public interface Bulk<T> {
        List<SendResult> send(List<T> images, long epoch);
    }

    /** Sends one of them. */
    public interface Single<T> {
        SendResult send(T image, long epoch);
    }

    /** Receives the result of each. */
    public interface Received<T> {
        void became(T image, SendResult result);
    }

    /**
     * The result of a batch.
     *
     * @param bumped the keys that must be sent again
     */
    public record Sent(ReconcileResult pass, List<RecordKey> bumped) {}

    /** Receives results on the calling thread. */
    public Sent send(List<T> images, long epoch, Received<T> received) {
        Tally<T> tally = new Tally<>(received);
        List<SendResult> results = List.of();
        try {
            results = images.isEmpty() ? List.of() : bulk.send(images, epoch);
        } catch (RuntimeException | Error e) {
            // An Error as well: one image that is too large for the heap or too deep for the stack must not stop the
            // others.
            sendOneByOne(images, epoch, tally, e);
        }
        for (int i = 0; i < results.size(); i++) {
            tally.add(images.get(i), results.get(i));
        }
        return new Sent(tally.pass, tally.bumped);
    }

    /** Throws the first failure if so many failed in a row that the store must be what fails. */
    private void sendOneByOne(List<T> images, long epoch, Tally<T> tally, Throwable first) {
        int failures = 0;
        for (T image : images) {
            try {
                tally.add(image, single.send(image, epoch));
                failures = 0;
            } catch (RuntimeException | Error e) {
                tally.pass = tally.pass.plus(ReconcileResult.FAILED);
                failures++;
                if (failures == FAILURES_IN_A_ROW) {
                    first.addSuppressed(e);
                    throw Unchecked.of(first);
                }
            }
        }
    }

    private static final class Tally<T extends Image> {

        private final Received<T> received;
        private ReconcileResult pass = ReconcileResult.EMPTY;
        private final List<RecordKey> bumped = new ArrayList<>();

        private Tally(Received<T> received) {
            this.received = received;
        }

        private void add(T image, SendResult result) {
            pass = pass.plus(ReconcileResult.of(image.key(), result));
            received.became(image, result);
            if (result instanceof SendResult.Bumped) {
                bumped.add(image.key());
            }
        }
    }
}
