// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextsTest {

    private static final List<String> TEXTS =
            List.of("", "a", "ab", "b", "é", "\u0301e", "\uD7FF", "\uE000", "\uFFFD", "😀", "😀a", "\uD834\uDD1E");

    @Test
    void textsAreOrderedAsTheirUtf8BytesAre() {
        for (String left : TEXTS) {
            for (String right : TEXTS) {
                int bytes = Arrays.compareUnsigned(
                        left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));

                assertThat(Integer.signum(Texts.BYTE_ORDER.compare(left, right)))
                        .as("%s against %s", left, right)
                        .isEqualTo(Integer.signum(bytes));
            }
        }
    }

    @Test
    void theLengthIsThatOfTheUtf8Bytes() {
        assertThat(TEXTS)
                .allSatisfy(text ->
                        assertThat(Texts.utf8Length(text)).isEqualTo(text.getBytes(StandardCharsets.UTF_8).length));
    }

    @Test
    void nulAndLoneSurrogatesAreNamedWithTheirPlace() {
        assertThat(Texts.problemOf("a\0b")).hasValue("holds the NUL character at index 1");
        assertThat(Texts.problemOf("ab\uD83D")).hasValue("holds a lone surrogate at index 2");
        assertThat(Texts.problemOf("\uDE00")).hasValue("holds a lone surrogate at index 0");
        assertThat(TEXTS).allSatisfy(text -> assertThat(Texts.problemOf(text)).isEmpty());
    }
}
