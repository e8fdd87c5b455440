// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.value;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ContentHashTest {

    @Test
    void theHashIsTheSameWhateverTheOrderOfTheMembers() {
        Struct one = Struct.builder().put("b", "2").put("a", "1").build();
        Struct other = Struct.builder().put("a", "1").put("b", "2").build();

        assertThat(ContentHash.of(one)).isEqualTo(ContentHash.of(other));
    }

    @Test
    void aHundredHashesOfOneValueAreOneHash() {
        Struct value = (Struct) JsonText.read("{\"é\":[1,{\"𝄞\":-0.0}],\"z\":null}");

        assertThat(java.util.stream.IntStream.range(0, 100)
                        .mapToObj(i -> ContentHash.of(value))
                        .distinct())
                .hasSize(1);
    }

    @Test
    void theCanonicalFormIsFixedForEver() {
        Value value = JsonText.read("{\"b\":[1,2.5,null],\"a\":\"x\\n\\\"\",\"$c\":3000000000}");

        assertThat(Canonical.form(value))
                .isEqualTo("{\"$$c\":{\"$numberLong\":\"3000000000\"},\"a\":\"x\\u000a\\\"\","
                        + "\"b\":[{\"$numberInt\":\"1\"},{\"$numberDouble\":\"2.5\"},null]}");
    }

    @Test
    void theHashIsThatOfTheCanonicalFormInUtf8() {
        // printf '"a"' | sha256sum
        assertThat(ContentHash.of(Value.of("a")).hex())
                .isEqualTo("ac8d8342bbb2362d13f0a559a3621bb407011368895164b628a54f7fc33fc43c");
    }
}
