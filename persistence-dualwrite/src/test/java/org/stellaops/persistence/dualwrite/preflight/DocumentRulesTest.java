// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.entity.ContentProblem;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.ScalarKind;
import org.stellaops.persistence.value.Precision;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** What the rules of contents reject has a kind whose remedy fits, rule by rule. */
class DocumentRulesTest {

    private static final EntityType<?> TYPE = EntityType.builder("shop", "things")
            .fields(
                    FieldDef.text("text").optional(),
                    FieldDef.text("other").optional(),
                    FieldDef.scalar("real", ScalarKind.DOUBLE).optional(),
                    FieldDef.scalar("decimal", ScalarKind.DECIMAL).optional(),
                    FieldDef.instant("fine", Precision.MICROS).optional(),
                    FieldDef.instant("coarse", Precision.MILLIS).optional(),
                    FieldDef.scalar("bytes", ScalarKind.BYTES).optional(),
                    FieldDef.json("json").optional())
            .unique("things_text_key", "text")
            .unique("things_both_key", "text", "other")
            .build();

    static Stream<Arguments> rules() {
        Value deep = Value.of("x");
        for (int i = 0; i < 95; i++) {
            deep = Struct.builder().put("d", deep).build();
        }
        return Stream.of(
                Arguments.of("other", Value.of("a\0b"), PreflightKind.TEXT),
                Arguments.of("other", Value.of("\ud800"), PreflightKind.TEXT),
                Arguments.of("json", Struct.builder().put("a\0", "b").build(), PreflightKind.TEXT),
                Arguments.of("real", Value.of(Double.NaN), PreflightKind.NUMBER),
                Arguments.of("decimal", new Value.Decimal(new BigDecimal("1E+5")), PreflightKind.NUMBER),
                Arguments.of("decimal", new Value.Decimal(new BigDecimal("1".repeat(40))), PreflightKind.NUMBER),
                Arguments.of("json", new Value.Decimal(new BigDecimal("1E-7000")), PreflightKind.NUMBER),
                Arguments.of("coarse", Value.of(Instant.parse("2026-01-01T00:00:00.000001Z")), PreflightKind.INSTANT),
                Arguments.of("coarse", Value.of(Instant.MAX.minusNanos(999_999_999)), PreflightKind.INSTANT),
                Arguments.of("fine", Value.of(Instant.parse("+12000-01-01T00:00:00Z")), PreflightKind.INSTANT),
                Arguments.of("json", Value.of(Instant.parse("2026-01-01T00:00:00.000001Z")), PreflightKind.INSTANT),
                Arguments.of("bytes", new Value.Bytes(3, new byte[1]), PreflightKind.BINARY),
                Arguments.of("json", new Value.Bytes(2, new byte[1]), PreflightKind.BINARY),
                Arguments.of("json", deep, PreflightKind.DEPTH),
                Arguments.of("json", Value.of("x".repeat(14_000_000)), PreflightKind.SIZE),
                Arguments.of(
                        "json", new Value.Items(Collections.nCopies(2_200_000, Value.of(true))), PreflightKind.SIZE),
                Arguments.of("text", Value.of("n".repeat(601)), PreflightKind.LONG_UNIQUE_VALUE),
                Arguments.of("real", Value.of("text"), PreflightKind.CONTENT));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void eachRuleHasItsKind(String field, Value value, PreflightKind kind) {
        Struct content = Struct.builder().put(field, value).build();

        assertThat(TYPE.problemsOfHeld(RecordKey.global("k"), content))
                .isNotEmpty()
                .allSatisfy(
                        it -> assertThat(DocumentRules.kindOf(it)).as("%s", it).isEqualTo(kind));
    }

    @ParameterizedTest
    @MethodSource("reasons")
    void reasonsThatNoContentOfThisTypeGives(String reason, PreflightKind kind) {
        assertThat(DocumentRules.kindOf(new ContentProblem("path", reason))).isEqualTo(kind);
    }

    static Stream<Arguments> reasons() {
        return Stream.of(
                Arguments.of(
                        "is a unique key whose values take 3000 bytes, more than the 2400 that an index entry has room for",
                        PreflightKind.LONG_UNIQUE_VALUE),
                Arguments.of(
                        "takes 17000000 bytes as BSON, more than the 16000000 that MongoDB's 16 MiB leave",
                        PreflightKind.SIZE),
                Arguments.of(
                        "is read otherwise than it is written; the mapping is not its own inverse there",
                        PreflightKind.ROUND_TRIP),
                Arguments.of("cannot be kept in a legacy document: it is no text", PreflightKind.ROUND_TRIP));
    }
}
