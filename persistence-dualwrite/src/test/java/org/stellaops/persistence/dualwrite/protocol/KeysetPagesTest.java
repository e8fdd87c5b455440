// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.dualwrite.internal.control.KeysetPages;

class KeysetPagesTest {

    private final List<Optional<RecordKey>> asked = new ArrayList<>();

    @Test
    void everyEntryIsVisitedOnceWhereverAPageEnds() {
        for (int entries = 0; entries < 8; entries++) {
            List<RecordKey> keys = keys(entries);
            List<RecordKey> visited = new ArrayList<>();

            pages(keys).forEach(visited::add);

            assertThat(visited).isEqualTo(keys);
        }
    }

    @Test
    void aPageThatIsNotFullIsTheLast() {
        pages(keys(4)).forEachPage(page -> {});

        assertThat(asked).containsExactly(Optional.empty(), Optional.of(key(2)));
    }

    @Test
    void noPageIsReadBehindAMatch() {
        assertThat(pages(keys(9)).anyMatch(key(3)::equals)).isTrue();
        assertThat(asked).hasSize(2);
        assertThat(pages(keys(9)).anyMatch(key(77)::equals)).isFalse();
    }

    private KeysetPages<RecordKey> pages(List<RecordKey> keys) {
        asked.clear();
        return new KeysetPages<>(
                (after, limit) -> {
                    asked.add(after);
                    return keys.stream()
                            .filter(it -> after.isEmpty() || it.compareTo(after.get()) > 0)
                            .limit(limit)
                            .toList();
                },
                key -> key,
                3);
    }

    private static List<RecordKey> keys(int count) {
        return IntStream.range(0, count).mapToObj(KeysetPagesTest::key).toList();
    }

    private static RecordKey key(int i) {
        return RecordKey.global("k" + i);
    }
}
