// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.spi.ApplyAnswer;
import org.stellaops.persistence.spi.CopyAnswer;
import org.stellaops.persistence.spi.CopyChunk;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyBackend;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.StepResult;
import org.stellaops.persistence.spi.TargetBackend;
import org.stellaops.persistence.spi.TargetStore;
import org.stellaops.persistence.testkit.fault.Interception;

/** A follower that refuses some images for good, until it is mended, and counts how often it was asked for these. */
final class RejectingFollower {

    static final String REASON = "injected: no place for it";

    private final Predicate<Image> refused;
    private final AtomicInteger rejections = new AtomicInteger();
    private volatile boolean mended;

    RejectingFollower(Predicate<Image> refused) {
        this.refused = refused;
    }

    void mend() {
        mended = true;
    }

    int rejections() {
        return rejections.get();
    }

    TargetBackend target(TargetBackend real) {
        return Interception.of(
                TargetBackend.class,
                (method, args) -> method.getName().equals("store")
                        ? targetStore((TargetStore) Interception.call(real, method, args))
                        : Interception.call(real, method, args));
    }

    /** A legacy store whose own unique key, of which the library knows nothing, another record holds. */
    LegacyBackend legacy(LegacyBackend real, RecordKey holder) {
        return Interception.of(
                LegacyBackend.class,
                (method, args) -> method.getName().equals("store")
                        ? legacyStore((LegacyStore) Interception.call(real, method, args), holder)
                        : Interception.call(real, method, args));
    }

    private TargetStore targetStore(TargetStore real) {
        return Interception.of(TargetStore.class, (method, args) -> {
            if (method.getName().equals("apply") && refuses((Image) args[0])) {
                return new ApplyAnswer.Refused(REASON);
            } else if (method.getName().equals("applyAll")) {
                return applied(real, (List<?>) args[0], (Long) args[1]);
            } else if (method.getName().equals("copy")) {
                CopyChunk chunk = (CopyChunk) args[0];
                return CopyAnswer.of(applied(real, chunk.images(), chunk.senderEpoch()));
            }
            return Interception.call(real, method, args);
        });
    }

    private List<ApplyAnswer> applied(TargetStore real, List<?> images, long epoch) {
        List<ApplyAnswer> answers = new ArrayList<>();
        for (Object image : images) {
            answers.add(refuses((Image) image) ? new ApplyAnswer.Refused(REASON) : real.apply((Image) image, epoch));
        }
        return answers;
    }

    private LegacyStore legacyStore(LegacyStore real, RecordKey holder) {
        return Interception.of(LegacyStore.class, (method, args) -> {
            boolean writes =
                    method.getName().equals("updateIfLower") || method.getName().equals("insertProvisional");
            return writes && refuses((Image) args[0])
                    ? new StepResult.Duplicate("injected_key", Optional.of(holder))
                    : Interception.call(real, method, args);
        });
    }

    private boolean refuses(Image image) {
        boolean isRefused = !mended && refused.test(image);
        if (isRefused) {
            rejections.incrementAndGet();
        }
        return isRefused;
    }
}
