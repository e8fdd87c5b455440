// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.replicate;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.spi.ApplyAnswer;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.StepResult;

/** What batches of images have in common, whether they are of records or of tombstones. Pure but for what is done together. */
final class ImageBatches {

    private ImageBatches() {}

    /** The answers to the images of one kind, those of each tenant together; one by itself is no batch. */
    static <I extends Image> Map<RecordKey, ApplyAnswer> ofEachTenant(
            List<? extends Image> images, Class<I> kind, Function<List<I>, Map<RecordKey, ApplyAnswer>> together) {
        Map<String, List<I>> byTenant = images.stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .collect(Collectors.groupingBy(it -> it.key().tenantOrEmpty()));
        Map<RecordKey, ApplyAnswer> answers = new HashMap<>();
        for (List<I> some : byTenant.values()) {
            if (some.size() > 1) {
                answers.putAll(together.apply(some));
            }
        }
        return answers;
    }

    /** The images whose statements took effect. */
    static <I extends Image> List<I> done(List<I> images, List<StepResult> steps) {
        return IntStream.range(0, images.size())
                .filter(it -> steps.get(it).isDone())
                .mapToObj(images::get)
                .toList();
    }
}
