// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.divergence;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.stellaops.persistence.dualwrite.internal.compare.StructDiff;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

class StructDiffTest {

    @Test
    void equalContentsHaveNoDifference() {
        Struct content = Struct.builder().put("a", Value.of(1)).build();

        assertThat(StructDiff.between(content, content.with("a", Value.of(1)), 10))
                .isEmpty();
    }

    @Test
    void aMissingMemberIsNoNull() {
        Struct nothing = Struct.builder().put("a", Value.Null.NULL).build();

        assertThat(StructDiff.between(nothing, Struct.EMPTY, 10))
                .hasValueSatisfying(
                        it -> assertThat(it.fields()).containsExactly(new FieldDifference("a", "null", "missing")));
    }

    @Test
    void classesAreNamedAndValuesAreNot() {
        Struct left = Struct.builder().put("secret", Value.of(4711)).build();
        Struct right = Struct.builder().put("secret", Value.of(4711L)).build();

        FieldDifference found =
                StructDiff.between(left, right, 10).orElseThrow().fields().get(0);

        assertThat(found.legacyDigest()).matches("Int32:[0-9a-f]{12}");
        assertThat(found.targetDigest()).matches("Int64:[0-9a-f]{12}");
        assertThat(found.toString()).doesNotContain("4711");
    }

    @Test
    void placesBeyondTheLimitAreCounted() {
        Struct.Builder left = Struct.builder();
        for (int i = 0; i < 7; i++) {
            left.put("m" + i, Value.of(i));
        }

        Divergence.FieldsDiffer found =
                StructDiff.between(left.build(), Struct.EMPTY, 3).orElseThrow();

        assertThat(found.fields()).hasSize(3);
        assertThat(found.unlisted()).isEqualTo(4);
    }

    @Test
    void namesThatWouldMakeAPathAmbiguousAreQuoted() {
        Struct inner = Struct.builder().put("a.b", Value.of(1)).build();
        Struct left = Struct.builder().put("x", inner).build();

        assertThat(StructDiff.between(left, left.with("x", Struct.EMPTY), 3)
                        .orElseThrow()
                        .fields())
                .extracting(FieldDifference::path)
                .containsExactly("x[\"a.b\"]");
    }
}
