// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.dualwrite.internal.reconcile.BatchSender;
import org.stellaops.persistence.dualwrite.internal.replicate.SendResult;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.VersionStamp;

/** What cannot be sent all at once is sent one by one, and an image that fails does not hold up the others. */
class BatchSenderTest {

    private final Set<Integer> failing = new HashSet<>();
    private final List<String> tried = new ArrayList<>();
    private final List<String> received = new ArrayList<>();

    private final BatchSender<Image.Tombstone> sender = new BatchSender<>(
            (images, epoch) -> {
                if (!failing.isEmpty()) {
                    throw new IllegalStateException("all at once");
                }
                return images.stream()
                        .<SendResult>map(it -> new SendResult.Replicated())
                        .toList();
            },
            (image, epoch) -> {
                tried.add(image.key().id());
                if (failing.contains(number(image))) {
                    throw new IllegalStateException("failed " + image.key().id());
                }
                return new SendResult.Replicated();
            });

    private static int number(Image.Tombstone image) {
        return Integer.parseInt(image.key().id());
    }

    @Test
    void imagesThatFailHereAndThereDoNotHoldUpTheOthers() {
        failing.addAll(Set.of(0, 1, 3, 4, 6, 7));

        BatchSender.Sent sent = send(9);

        assertThat(tried).containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8");
        assertThat(received).containsExactly("2", "5", "8");
        assertThat(sent.pass().replicated()).isEqualTo(3);
        assertThat(sent.pass().failed()).isEqualTo(6);
    }

    @Test
    void imagesThatFailInARowAreTheStoresFaultAndEndTheBatch() {
        failing.addAll(Set.of(1, 2, 3));

        assertThatThrownBy(() -> send(9))
                .hasMessage("all at once")
                .satisfies(it -> assertThat(it.getSuppressed())
                        .singleElement()
                        .satisfies(last -> assertThat(last).hasMessage("failed 3")));

        assertThat(tried).containsExactly("0", "1", "2", "3");
        assertThat(received).containsExactly("0");
    }

    @Test
    void whatCanBeSentAtOnceIsNotSentOneByOne() {
        assertThat(send(9).pass().replicated()).isEqualTo(9);

        assertThat(tried).isEmpty();
        assertThat(received).containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8");
    }

    private BatchSender.Sent send(int count) {
        List<Image.Tombstone> images = IntStream.range(0, count)
                .mapToObj(i -> new Image.Tombstone(RecordKey.global("" + i), new VersionStamp(1, "t" + i)))
                .toList();
        return sender.send(
                images, 1, (image, result) -> received.add(image.key().id()));
    }
}
