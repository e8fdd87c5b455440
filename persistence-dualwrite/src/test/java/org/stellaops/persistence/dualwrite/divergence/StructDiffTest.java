// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.divergence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.dualwrite.divergence.ComparisonRule.Allowance;
import org.stellaops.persistence.dualwrite.divergence.FieldDifference.Nature;
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

    @Test
    void eachDifferenceHasItsNature() {
        assertThat(nature(Value.of(1), Value.of(1L))).isEqualTo(Nature.NUMBER_CLASS);
        assertThat(nature(Value.of(1), Value.of("1"))).isEqualTo(Nature.TYPE);
        assertThat(nature(Value.of(1), Value.of(2))).isEqualTo(Nature.VALUE);
        assertThat(nature(Value.Items.of(Value.of(1), Value.of(2)), Value.Items.of(Value.of(2), Value.of(1))))
                .isEqualTo(Nature.ORDER);
        assertThat(new FieldDifference("a", "null", "missing").nature()).isEqualTo(Nature.NULL_AGAINST_MISSING);
        assertThat(new FieldDifference("a", "Text:a", "missing").nature()).isEqualTo(Nature.MISSING_FIELD);
    }

    @Test
    void anElementThatIsLostInTheMiddleIsOneDifference() {
        Struct left = Struct.builder()
                .put("a", Value.Items.of(Value.of(1), Value.of(2), Value.of(3)))
                .build();
        Struct right = left.with("a", Value.Items.of(Value.of(1), Value.of(3)));

        assertThat(StructDiff.between(left, right, 3).orElseThrow().fields())
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.path()).isEqualTo("a[1]");
                    assertThat(it.nature()).isEqualTo(Nature.LENGTH);
                    assertThat(it.targetDigest()).isEqualTo("missing");
                });
    }

    @Test
    void rulesNameElementsAndWhatIsBelowThem() {
        Struct one = Struct.builder().put("score", Value.of(1)).build();
        Struct left = Struct.builder().put("lines", Value.Items.of(one)).build();
        Struct right = left.with("lines", Value.Items.of(one.with("score", Value.of(1L))));

        assertThat(applied(left, right, "lines[*].score", new Allowance.NumberClass()))
                .containsExactly("rule");
        assertThat(applied(left, right, "lines", new Allowance.Anything())).containsExactly("rule");
        assertThat(applied(left, right, "line", new Allowance.Anything())).isEmpty();
        assertThat(applied(left, right, "lines[*].score", new Allowance.AnyOrder()))
                .isEmpty();
    }

    @Test
    void onlyAnAllowedFieldIsShownAndNeverByItsText() {
        Struct left = Struct.builder()
                .put("open", Value.of("shown"))
                .put("secret", Value.of("hidden"))
                .build();
        ComparisonPolicy policy = new ComparisonPolicy(List.of(), Set.of("open"));

        List<FieldDifference> found = StructDiff.between(left, Struct.EMPTY, 3, policy)
                .fields()
                .orElseThrow()
                .fields();

        assertThat(found.get(0).sample())
                .hasValueSatisfying(it -> assertThat(it.legacy()).contains("shown"));
        assertThat(found.get(1).sample()).isEmpty();
        assertThat(found.toString()).doesNotContain("shown\"", "hidden");
    }

    private static Nature nature(Value legacy, Value target) {
        Struct left = Struct.builder().put("a", legacy).build();
        return StructDiff.between(left, left.with("a", target), 3)
                .orElseThrow()
                .fields()
                .get(0)
                .nature();
    }

    private static Set<String> applied(Struct left, Struct right, String path, Allowance allows) {
        ComparisonRule rule = new ComparisonRule("rule", ComparisonRule.ANY, path, allows);
        StructDiff.Result result = StructDiff.between(left, right, 3, new ComparisonPolicy(List.of(rule), Set.of()));
        assertThat(result.fields().isEmpty()).isEqualTo(!result.applied().isEmpty());
        return result.applied();
    }
}
