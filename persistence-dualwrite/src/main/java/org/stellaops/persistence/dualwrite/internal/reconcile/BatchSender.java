// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.reconcile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.dualwrite.internal.control.Unchecked;
import org.stellaops.persistence.dualwrite.internal.replicate.SendResult;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.Together;

/**
 * Sends many images at once and, if that fails, one by one, so that one image cannot block the others. Of a large batch two parts are
 * on their way at any time: while one waits for the follower, the flags of another are cleared in the leader.
 */
public final class BatchSender<T extends Image> {

    /** After this many consecutive failures the store is considered down, not an image bad. */
    private static final int FAILURES_IN_A_ROW = 3;

    private static final int PART = 200;
    private static final int AT_A_TIME = 2;

    private final Bulk<T> bulk;
    private final Single<T> single;
    private final Together together;

    public BatchSender(Bulk<T> bulk, Single<T> single, Together together) {
        this.bulk = bulk;
        this.single = single;
        this.together = together;
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

    /** Images that were sent at once: what became of each, or how it failed. */
    private record Portion<T>(List<T> images, List<SendResult> results, Optional<Throwable> failure) {}

    /** Receives results on the calling thread. */
    public Sent send(List<T> images, long epoch, Received<T> received) {
        Tally<T> tally = new Tally<>(received);
        List<Portion<T>> parts = together.each(partsOf(images), AT_A_TIME, it -> sendAll(it, epoch));
        for (Portion<T> part : parts) {
            for (int i = 0; i < part.results().size(); i++) {
                tally.add(part.images().get(i), part.results().get(i));
            }
        }
        for (Portion<T> part : parts) {
            part.failure().ifPresent(it -> sendOneByOne(part.images(), epoch, tally, it));
        }
        return new Sent(tally.pass, tally.bumped);
    }

    private static <T> List<List<T>> partsOf(List<T> images) {
        List<List<T>> parts = new ArrayList<>();
        for (int from = 0; from < images.size(); from += PART) {
            parts.add(images.subList(from, Math.min(images.size(), from + PART)));
        }
        return parts;
    }

    private Portion<T> sendAll(List<T> images, long epoch) {
        try {
            return new Portion<>(images, bulk.send(images, epoch), Optional.empty());
        } catch (RuntimeException | Error e) {
            // An Error as well: one image that is too large for the heap or too deep for the stack must not stop the
            // others.
            return new Portion<>(images, List.of(), Optional.of(e));
        }
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
