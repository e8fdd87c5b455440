// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.replicate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.stellaops.persistence.spi.ApplyAnswer;
import org.stellaops.persistence.spi.Image;

/**
 * Handles the answers to images that were sent at once: the pending flags of those that the follower holds are cleared at once, and
 * every other answer is handled by itself.
 */
final class BatchAnswers {

    private BatchAnswers() {}

    /**
     * The results in the order of the images.
     *
     * @param answers to the images, in their order; an empty one says that concurrent writers won every attempt
     * @param clear clears the pending flags of exactly these states, and says of each whether it was still there
     * @param other handles an answer that does not say that the follower holds the image
     */
    static List<SendResult> handle(
            List<? extends Image> images,
            List<Optional<ApplyAnswer>> answers,
            Function<List<Image>, List<Boolean>> clear,
            BiFunction<Image, ApplyAnswer, SendResult> other) {
        List<Image> held = new ArrayList<>();
        for (int i = 0; i < images.size(); i++) {
            if (replicates(answers.get(i))) {
                held.add(images.get(i));
            }
        }
        List<Boolean> cleared = held.isEmpty() ? List.of() : clear.apply(held);
        List<SendResult> results = new ArrayList<>(images.size());
        int next = 0;
        for (int i = 0; i < images.size(); i++) {
            Image image = images.get(i);
            if (replicates(answers.get(i))) {
                results.add(cleared.get(next++) ? new SendResult.Replicated() : new SendResult.MovedOn());
            } else {
                results.add(answers.get(i).map(it -> other.apply(image, it)).orElseGet(SendResult.TryAgain::new));
            }
        }
        return results;
    }

    private static boolean replicates(Optional<ApplyAnswer> answer) {
        return answer.filter(ApplyAnswer::replicates).isPresent();
    }
}
