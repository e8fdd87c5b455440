// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class JsonTextTest {

    @Test
    void aNumberBecomesTheSmallestClassThatHoldsItExactly() {
        assertThat(JsonText.read("5")).isEqualTo(Value.of(5));
        assertThat(JsonText.read("3000000000")).isEqualTo(Value.of(3_000_000_000L));
        assertThat(JsonText.read("7.5")).isEqualTo(Value.of(7.5));
        assertThat(JsonText.read("7.50")).isEqualTo(new Value.Decimal(new BigDecimal("7.50")));
        assertThat(JsonText.read("1E+2")).isEqualTo(new Value.Decimal(new BigDecimal("1E+2")));
        assertThat(JsonText.read("9223372036854775808"))
                .isEqualTo(new Value.Decimal(new BigDecimal("9223372036854775808")));
    }

    @Test
    void minusZeroKeepsItsSign() {
        assertThat(JsonText.read("-0.0")).isEqualTo(Value.of(-0.0)).isNotEqualTo(Value.of(0.0));
    }

    @Test
    void aNumberBeyondThirtyFourDigitsIsRefusedWithoutBeingQuoted() {
        assertThatThrownBy(() -> JsonText.read("{\"a\":1234567890123456789012345678901234567890}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("40 digits")
                .hasMessageNotContaining("123456789");
    }

    @Test
    void aRepeatedMemberIsRefusedWithoutBeingQuoted() {
        assertThatThrownBy(() -> JsonText.read("{\"secret\":1,\"secret\":2}"))
                .hasMessageContaining("a member is repeated")
                .hasMessageNotContaining("secret");
    }

    @Test
    void whatIsNotExactlyOneValueIsRefused() {
        assertThatThrownBy(() -> JsonText.read("{} {}")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> JsonText.read("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> JsonText.read("{\"a\":")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theTreeOfAValueReadsBackAsTheValue() {
        Value value = JsonText.read("{\"a\":[1,2.5,\"x\",null,true,{\"$b\":3000000000}],\"\":7.50}");

        assertThat(JsonText.fromTree(JsonText.toTree(value))).isEqualTo(value);
    }
}
