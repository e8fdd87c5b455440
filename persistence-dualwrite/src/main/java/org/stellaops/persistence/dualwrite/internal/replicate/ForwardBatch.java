// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.replicate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.spi.ApplyAnswer;
import org.stellaops.persistence.spi.CopyChunk;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.TargetStore;
import org.stellaops.persistence.spi.Versions;

/**
 * Applies images of distinct keys on a target that follows. Records that were inserted and not written since are probably not there:
 * they are copied as a backfill copies, which is the quicker way for what is absent and a slower one, with the same answers, for what is
 * there.
 */
final class ForwardBatch {

    /** Of fewer, a copy is no quicker. */
    private static final int LEAST_COPIED = 20;

    private final EntityType<?> type;
    private final TargetStore target;

    ForwardBatch(TargetStore target) {
        this.type = target.type();
        this.target = target;
    }

    /** The answers in the order of the images. */
    List<ApplyAnswer> apply(List<? extends Image> images, long epoch) {
        List<Image.Present> absent = new ArrayList<>();
        List<Image> held = new ArrayList<>();
        for (Image image : images) {
            if (image instanceof Image.Present it && isProbablyAbsent(it)) {
                absent.add(it);
            } else {
                held.add(image);
            }
        }
        if (absent.size() < LEAST_COPIED) {
            return target.applyAll(images, epoch);
        }
        Map<RecordKey, ApplyAnswer> answers = new HashMap<>();
        // What is there first: it may give up a unique value that a new record has taken.
        put(answers, held, held.isEmpty() ? List.of() : target.applyAll(held, epoch));
        put(
                answers,
                absent,
                target.copy(new CopyChunk(absent, epoch, Optional.empty())).answers());
        return images.stream()
                .map(it -> Objects.requireNonNull(answers.get(it.key())))
                .toList();
    }

    private boolean isProbablyAbsent(Image.Present image) {
        return Versions.isFirst(image.stamp().version())
                && type.problemsOfHeld(image.key(), image.content()).isEmpty();
    }

    private static void put(
            Map<RecordKey, ApplyAnswer> answers, List<? extends Image> images, List<ApplyAnswer> answered) {
        for (int i = 0; i < images.size(); i++) {
            answers.put(images.get(i).key(), answered.get(i));
        }
    }
}
