package org.stellaops.persistence.dualwrite.protocol;

import java.util.ArrayList;
import java.util.List;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.spi.Image;

/** Sends many images at once and, if that fails, one by one, so that one of them cannot hold up the others. */
final class BatchSender<T extends Image> {

    /** After so many failures in a row it is the store that fails, not an image. */
    private static final int FAILURES_IN_A_ROW = 3;

    private final Bulk<T> bulk;
    private final Single<T> single;

    BatchSender(Bulk<T> bulk, Single<T> single) {
        this.bulk = bulk;
        this.single = single;
    }

    /** Sends all of them. */
    interface Bulk<T> {
        List<SendResult> send(List<T> images, long epoch);
    }

    /** Sends one of them. */
    interface Single<T> {
        SendResult send(T image, long epoch);
    }

    /** Who is told what became of each. */
    interface Heard<T> {
        void became(T image, SendResult result);
    }

    /**
     * What became of a batch.
     *
     * @param reminted the keys that are to be sent again
     */
    record Sent(Pass pass, List<RecordKey> reminted) {}

    Sent send(List<T> images, long epoch, Heard<T> heard) {
        Tally<T> tally = new Tally<>(heard);
        if (!images.isEmpty()) {
            try {
                List<SendResult> results = bulk.send(images, epoch);
                for (int i = 0; i < results.size(); i++) {
                    tally.add(images.get(i), results.get(i));
                }
            } catch (RuntimeException e) {
                sendOneByOne(images, epoch, tally, e);
            }
        }
        return new Sent(tally.pass, tally.reminted);
    }

    private void sendOneByOne(List<T> images, long epoch, Tally<T> tally, RuntimeException first) {
        int failures = 0;
        for (T image : images) {
            try {
                tally.add(image, single.send(image, epoch));
                failures = 0;
            } catch (RuntimeException e) {
                tally.pass = tally.pass.plus(Pass.FAILED);
                failures++;
                if (failures == FAILURES_IN_A_ROW) {
                    first.addSuppressed(e);
                    throw first;
                }
            }
        }
    }

    private static final class Tally<T extends Image> {

        private final Heard<T> heard;
        private Pass pass = Pass.EMPTY;
        private final List<RecordKey> reminted = new ArrayList<>();

        private Tally(Heard<T> heard) {
            this.heard = heard;
        }

        private void add(T image, SendResult result) {
            pass = pass.plus(Pass.of(image.key(), result));
            heard.became(image, result);
            if (result instanceof SendResult.Reminted) {
                reminted.add(image.key());
            }
        }
    }
}
