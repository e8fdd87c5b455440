// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StructLayoutTest {

    /** In no order; of the last two, the first sorts lower only by code points. */
    private static final List<String> NAMES = List.of("sku", "count", "Cents", "\uD800\uDC00", "\uFFFF");

    private final StructLayout layout = StructLayout.of(NAMES);

    private static @Nullable Value[] values(int missing) {
        @Nullable Value[] values = new @Nullable Value[NAMES.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (missing >> i & 1) == 1 ? null : Value.of(i);
        }
        return values;
    }

    private static Struct built(@Nullable Value[] values) {
        Struct.Builder struct = Struct.builder();
        for (int i = 0; i < values.length; i++) {
            Value value = values[i];
            if (value != null) {
                struct.put(NAMES.get(i), value);
            }
        }
        return struct.build();
    }

    @Test
    void makesWhatABuilderMakesWhateverIsMissing() {
        for (int missing = 0; missing < 1 << NAMES.size(); missing++) {
            @Nullable Value[] values = values(missing);
            Struct struct = layout.struct(values);

            assertThat(struct).isEqualTo(built(values));
            assertThat(ContentHash.of(struct)).isEqualTo(ContentHash.of(built(values)));
            assertThat(List.copyOf(struct.members().keySet()))
                    .isEqualTo(List.copyOf(built(values).members().keySet()));
        }
    }

    @Test
    void aStructIsNotChangedByTheNextOne() {
        @Nullable Value[] values = values(0);
        Struct first = layout.struct(values);
        values[0] = Value.of("changed");
        Struct second = layout.struct(values).with("another", Value.of(true)).without("count");

        assertThat(first).isEqualTo(built(values(0)));
        assertThat(second.find("sku")).contains(Value.of("changed"));
        assertThat(layout.struct(values(0))).isEqualTo(first);
    }

    @Test
    void membersAreFoundByTheirTextOrAnyEqualOne() {
        Struct struct = layout.struct(values(0));

        for (int i = 0; i < NAMES.size(); i++) {
            assertThat(struct.find(NAMES.get(i))).contains(Value.of(i));
            assertThat(struct.find(String.valueOf(NAMES.get(i).toCharArray()))).contains(Value.of(i));
        }
        assertThat(struct.find("none")).isEmpty();
    }

    @Test
    void aStructOfManyMembersIsTheSame() {
        List<String> names = IntStream.range(0, 100).mapToObj(it -> "n" + it).toList();
        Value[] values = IntStream.range(0, 100).mapToObj(Value::of).toArray(Value[]::new);

        Struct struct = StructLayout.of(names).struct(values);

        IntStream.range(0, 100)
                .forEach(it -> assertThat(struct.find(names.get(it))).contains(Value.of(it)));
    }

    @Test
    void refusesANameThatOccursTwice() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StructLayout.of(List.of("a", "b", "a")))
                .withMessageContaining("twice");
    }

    @Test
    void refusesAnotherNumberOfValues() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> layout.struct(new @Nullable Value[] {Value.of(1)}))
                .withMessageContaining("expected 5 values, not 1");
    }
}
