// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.testkit.contract.ContractTypes;
import org.stellaops.persistence.value.Canonical;
import org.stellaops.persistence.value.ContentHash;
import org.stellaops.persistence.value.ExtendedJson;
import org.stellaops.persistence.value.JsonText;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Texts;
import org.stellaops.persistence.value.Value;
import org.stellaops.persistence.value.ValueOrder;
import org.stellaops.persistence.value.ValueRules;

class ValuePropertiesTest {

    private static final int RUNS = 3_000;

    private static final Gen<List<Value>> PAIRS = Gen.of(
            (source, size) -> {
                Value first = Values.any().generate(source, size);
                return List.of(first, source.onceIn(3) ? first : Values.any().generate(source, size));
            },
            pair -> Gen.shrinkList(pair, Values.any()).filter(it -> it.size() == 2));

    @Test
    void everyStorableValueIsAllowed() {
        Property.check(1, RUNS, Values.any(), value -> problems(value).isEmpty());
    }

    @Test
    void everyUnstorableValueIsRefusedWithoutBeingShown() {
        Property.check(2, RUNS, Values.unstorable(), value -> !problems(value).isEmpty());
        assertThat(problems(Value.of("secret\0"))).containsExactly(" holds the NUL character at index 6");
    }

    @Test
    void extendedJsonReadsBackWhatItWrote() {
        Property.check(
                3,
                RUNS,
                Values.any(),
                value -> ExtendedJson.read(ExtendedJson.write(value)).equals(value));
    }

    @Test
    void extendedJsonTreesAreReadBackAsTheSameValue() {
        Property.check(
                4,
                RUNS,
                Values.any(),
                value -> ExtendedJson.fromTree(ExtendedJson.toTree(value)).equals(value));
    }

    @Test
    void extendedJsonHoldsNothingThatJsonbWouldChange() {
        Property.check(5, RUNS, Values.any(), value -> {
            String json = ExtendedJson.write(value);
            return Texts.problemOf(json).isEmpty() && !json.contains("\\u0000");
        });
    }

    @Test
    void canonicalFormsAreEqualExactlyIfTheValuesAre() {
        Property.check(6, RUNS, PAIRS, pair -> {
            boolean sameForm = Canonical.form(pair.get(0)).equals(Canonical.form(pair.get(1)));
            boolean sameHash = ContentHash.of(pair.get(0)).equals(ContentHash.of(pair.get(1)));
            boolean equal = pair.get(0).equals(pair.get(1));
            return sameForm == equal
                    && sameHash == equal
                    && (!equal || pair.get(0).hashCode() == pair.get(1).hashCode());
        });
    }

    @Test
    void theOrderOfMembersDoesNotShow() {
        Property.check(7, RUNS, Values.structs(), struct -> {
            List<Map.Entry<String, Value>> members =
                    new ArrayList<>(struct.members().entrySet());
            java.util.Collections.reverse(members);
            Struct.Builder reversed = Struct.builder();
            members.forEach(it -> reversed.put(it.getKey(), it.getValue()));
            Struct other = reversed.build();
            return other.equals(struct)
                    && Canonical.form(other).equals(Canonical.form(struct))
                    && ExtendedJson.write(other).equals(ExtendedJson.write(struct));
        });
    }

    @Test
    void aTreeOfPlainJsonReadsBackAsTheSameValue() {
        Property.check(
                8,
                RUNS,
                Values.any(),
                value -> JsonText.fromTree(JsonText.toTree(value)).equals(value));
    }

    @Test
    void textsAreOrderedAsTheirBytesAre() {
        Property.check(9, RUNS, RandomTexts.storable().list().where(it -> it.size() >= 2), texts -> {
            byte[] left = texts.get(0).getBytes(java.nio.charset.StandardCharsets.UTF_8);
            byte[] right = texts.get(1).getBytes(java.nio.charset.StandardCharsets.UTF_8);
            return Integer.signum(Texts.BYTE_ORDER.compare(texts.get(0), texts.get(1)))
                            == Integer.signum(java.util.Arrays.compareUnsigned(left, right))
                    && Texts.utf8Length(texts.get(0)) == left.length;
        });
    }

    @Test
    void theOrderOfScalarsIsTotal() {
        Gen<List<Value>> triples = Gen.of(
                (source, size) -> {
                    Gen<Value> of = source.oneOf(List.of(
                            Values.texts(), Values.reals(), Values.decimals(), Values.moments(), Values.uuids()));
                    return List.of(of.generate(source, size), of.generate(source, size), of.generate(source, size));
                },
                triple -> Gen.shrinkList(triple, Values.any()).filter(it -> it.size() == 3));
        Property.check(10, RUNS, triples, triple -> {
            int ab = ValueOrder.INSTANCE.compare(triple.get(0), triple.get(1));
            int ba = ValueOrder.INSTANCE.compare(triple.get(1), triple.get(0));
            int bc = ValueOrder.INSTANCE.compare(triple.get(1), triple.get(2));
            int ac = ValueOrder.INSTANCE.compare(triple.get(0), triple.get(2));
            return Integer.signum(ab) == -Integer.signum(ba) && !(ab <= 0 && bc <= 0 && ac > 0);
        });
    }

    @Test
    void legacyDocumentsAreReadBackAsTheSameContent() {
        for (EntityType<?> type : ContractTypes.all()) {
            RecordKey key = RecordKey.global("k");
            Property.check(
                    11,
                    500,
                    RecordContents.valid(type),
                    content -> type.legacyMapping()
                            .fromDocument(key, type.legacyMapping().toDocument(key, content))
                            .equals(content));
        }
    }

    @Test
    void contentsThatAreBrokenInOneFieldAreRefused() {
        for (EntityType<?> type : ContractTypes.all()) {
            Property.check(
                    12,
                    300,
                    RecordContents.invalid(type),
                    content -> !type.problemsOf(content).isEmpty());
        }
    }

    @Test
    void aFailureShowsSeedAndSmallestCounterexample() {
        assertThatThrownBy(() -> Property.check(
                        13, 500, Values.any(), value -> !Canonical.form(value).contains("numberLong")))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("seed 13")
                .hasMessageContaining("shrunk to Int64[value=0]")
                .hasMessageContaining("-D" + Property.SEED + "=13");
    }

    @Test
    void theSameSeedGivesTheSameValues() {
        assertThat(hundredValues(14)).isEqualTo(hundredValues(14)).isNotEqualTo(hundredValues(15));
    }

    private static List<Value> hundredValues(long seed) {
        RandomSource source = new RandomSource(seed);
        return IntStream.range(0, 100)
                .mapToObj(size -> Values.any().generate(source, size))
                .toList();
    }

    private static List<String> problems(Value value) {
        List<String> problems = new ArrayList<>();
        ValueRules.check("", value, (path, reason) -> problems.add(path + " " + reason));
        assertThat(ValueRules.isRight(value)).isEqualTo(problems.isEmpty());
        return problems;
    }
}
