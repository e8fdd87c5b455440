// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.value.Texts;
import org.stellaops.persistence.value.Value;

class LegacyIdTest {

    private static final int NUMBERS = 2000;

    @Test
    void textsOfNumbersAreOrderedAsTheNumbersAre() {
        Random random = new Random(1);
        List<BigDecimal> numbers = new ArrayList<>(List.of(
                BigDecimal.ZERO,
                BigDecimal.valueOf(Long.MIN_VALUE),
                BigDecimal.valueOf(Long.MAX_VALUE),
                new BigDecimal("1e300"),
                new BigDecimal("-1e300")));
        for (int i = 0; i < NUMBERS; i++) {
            numbers.add(BigDecimal.valueOf(random.nextInt(2001) - 1000L, random.nextInt(4)));
            numbers.add(BigDecimal.valueOf(random.nextLong(), random.nextInt(30)));
        }
        for (int i = 1; i < numbers.size(); i++) {
            BigDecimal left = numbers.get(i - 1);
            BigDecimal right = numbers.get(i);
            int byText = Texts.BYTE_ORDER.compare(SortableNumber.textOf(left), SortableNumber.textOf(right));
            assertThat(Integer.signum(byText)).as("%s and %s", left, right).isEqualTo(left.compareTo(right));
            assertThat(SortableNumber.numberOf(SortableNumber.textOf(left))).isEqualByComparingTo(left);
        }
    }

    @Test
    void oneNumberIsOneIdWhateverItsClass() {
        assertThat(List.of(Value.of(1), Value.of(1L), Value.of(1.0), new Value.Decimal(new BigDecimal("1.00"))))
                .extracting(IdKind.NUMBER::textOf)
                .containsOnly("a1");
        assertThat(IdKind.MIXED.textOf(Value.of(0.1)))
                .isNotEqualTo(IdKind.MIXED.textOf(new Value.Decimal(new BigDecimal("0.1"))));
    }

    @Test
    void idsOfAllTypesComeBackAndAreOrderedAsMongoDbOrdersThem() {
        List<LegacyId> ordered = List.of(
                scalar(Value.Null.NULL),
                scalar(Value.of(-1.5)),
                scalar(Value.of(-1)),
                scalar(Value.of(2)),
                scalar(Value.of(10L)),
                scalar(Value.of("")),
                scalar(Value.of("a")),
                scalar(Value.of("a!")),
                scalar(Value.of("ab")),
                compound(member("a", Value.of(5)), member("b", Value.of("x"))),
                compound(member("a", Value.of(5)), member("b", Value.of("x\u0001y"))),
                compound(member("a", Value.of(5)), member("b", Value.of("x y"))),
                compound(member("a", Value.of(5)), member("b", Value.of("xy"))),
                compound(member("b", Value.of(1)), member("a", Value.of(1))),
                compound(member("a", Value.of("text sorts behind number"))),
                new LegacyId.Compound(List.of(new LegacyId.Member("a", compound(member("x", Value.of(1)))))),
                scalar(new Value.Bytes(3, new byte[16])),
                scalar(new Value.Uuid(new UUID(0, 1))),
                scalar(new Value.Oid("507d95d5719dbef170f15bf9")),
                scalar(Value.of(false)),
                scalar(Value.of(true)),
                scalar(Value.of(Instant.ofEpochMilli(-5))),
                scalar(Value.of(Instant.ofEpochMilli(5))));
        List<String> texts = ordered.stream().map(LegacyId::text).toList();

        assertThat(texts).isSortedAccordingTo(Texts.BYTE_ORDER).doesNotHaveDuplicates();
        assertThat(texts.stream().map(LegacyId::ofText).map(LegacyId::text)).isEqualTo(texts);
        assertThat(LegacyId.ofText(texts.get(9))).isEqualTo(ordered.get(9));
    }

    @Test
    void aTextThatIsNotWrittenAsAKeyWritesItIsNoId() {
        for (String text : List.of("", "1", "1:", "1:b7", "1:a07", "2", "3:1a!", "7:xyz", "8:2", "x:1")) {
            assertThatThrownBy(() -> LegacyId.ofText(text)).as(text).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> scalar(Value.Items.of()).text()).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> scalar(Value.of(Double.NaN)).text()).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void servicesUseTheIdsThatTheyHave() {
        record LineId(String order, int line) {}

        @Entity(module = "shop", table = "lines")
        record Line(@Id LineId lineId, String sku) {}

        @Entity(module = "shop", table = "numbers")
        record Numbered(@Id long number, String sku) {}

        EntityType<Line> lines = EntityType.of(Line.class);
        Line line = new Line(new LineId("o 1", 7), "s");
        String id = lines.codec().idOf(line);
        assertThat(lines.codec().entityOf(id, lines.codec().contentOf(line))).isEqualTo(line);
        assertThat(lines.legacyMapping().idOf(RecordKey.global(id)))
                .isEqualTo(compound(member("order", Value.of("o 1")), member("line", Value.of(7))));

        EntityType<Numbered> numbers = EntityType.of(Numbered.class);
        assertThat(numbers.idText(42L)).isEqualTo(numbers.idText("42")).isEqualTo("b42");
        assertThat(numbers.legacyMapping().toId(RecordKey.global("b42"))).isEqualTo(Value.of(42L));
        assertThat(numbers.codec()
                        .entityOf("b42", numbers.codec().contentOf(new Numbered(1, "s")))
                        .number())
                .isEqualTo(42);
    }

    private static LegacyId scalar(Value value) {
        return new LegacyId.Scalar(value);
    }

    private static LegacyId compound(LegacyId.Member... members) {
        return new LegacyId.Compound(List.of(members));
    }

    private static LegacyId.Member member(String name, Value value) {
        return new LegacyId.Member(name, scalar(value));
    }
}
