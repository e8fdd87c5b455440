// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.stellaops.persistence.cohort.FenceDemand;
import org.stellaops.persistence.cutover.Cohort;

class FenceTest {

    private static final FenceDemand SEVEN = FenceDemand.of(7);

    private static final FenceDemand EIGHT = FenceDemand.of(8);

    private static final BsonDocument NONE = new BsonDocument();

    private static final BsonDocument FOREIGN = BsonDocument.parse("{$jsonSchema: {required: ['name']}}");

    private static final BsonDocument FOREIGN_AND = BsonDocument.parse("{$and: [{a: 1}, {b: 2}]}");

    @Test
    void theFenceOfRecordsIsTheOneOfTheProtocol() {
        assertThat(Fence.RECORDS.over(NONE, SEVEN)).isEqualTo(BsonDocument.parse("""
                {$and: [{$and: [
                  {$or: [{'_sync.pending': {$exists: false}}, {'_sync.pending': {$gte: {$numberLong: '7'}}}]},
                  {$or: [{'_sync.provisional': {$exists: false}},
                         {'_sync.provisional.epoch': {$gte: {$numberLong: '7'}}}]}]}]}"""));
    }

    @Test
    void theFenceOfTombstonesLooksAtTheTopLevel() {
        assertThat(Fence.TOMBSTONES.over(NONE, SEVEN)).isEqualTo(BsonDocument.parse("""
                {$and: [{$and: [{$or: [{pending: {$exists: false}}, {pending: {$gte: {$numberLong: '7'}}}]}]}]}"""));
    }

    @ParameterizedTest
    @EnumSource
    void theEpochIsReadBackFromTheValidator(Fence fence) {
        assertThat(epochOf(fence, NONE)).isZero();
        assertThat(epochOf(fence, FOREIGN)).isZero();
        assertThat(epochOf(fence, FOREIGN_AND)).isZero();
        assertThat(epochOf(fence, fence.over(NONE, SEVEN))).isEqualTo(7);
        assertThat(epochOf(fence, fence.over(FOREIGN_AND, SEVEN))).isEqualTo(7);
    }

    @ParameterizedTest
    @EnumSource
    void aValidatorThatWasThereStaysAndIsJoinedOnce(Fence fence) {
        for (BsonDocument foreign : new BsonDocument[] {FOREIGN, FOREIGN_AND}) {
            BsonDocument once = fence.over(foreign, SEVEN);
            BsonDocument twice = fence.over(once, EIGHT);

            assertThat(fence.without(once)).isEqualTo(foreign);
            assertThat(twice).isEqualTo(fence.over(foreign, EIGHT));
        }
        assertThat(fence.without(fence.over(NONE, SEVEN))).isEqualTo(NONE);
    }

    @Test
    void theFenceOfTheOtherKindIsNotTakenForOnesOwn() {
        assertThat(epochOf(Fence.RECORDS, Fence.TOMBSTONES.over(NONE, SEVEN))).isZero();
    }

    @Test
    void documentsPassWithoutPendingFlagsOrWithPendingFlagsOfTheEpoch() {
        assertThat(Fence.RECORDS.admits(BsonDocument.parse("{a: 1}"), SEVEN)).isTrue();
        assertThat(Fence.RECORDS.admits(BsonDocument.parse("{_sync: {pending: 7}}"), SEVEN))
                .isTrue();
        assertThat(Fence.RECORDS.admits(BsonDocument.parse("{_sync: {pending: 6}}"), SEVEN))
                .isFalse();
        assertThat(Fence.RECORDS.admits(BsonDocument.parse("{_sync: {pending: 7, provisional: {epoch: 6}}}"), SEVEN))
                .isFalse();
        assertThat(Fence.TOMBSTONES.admits(BsonDocument.parse("{pending: 6}"), SEVEN))
                .isFalse();
    }

    @Test
    void theFenceOfCohortsDemandsOfEachRangeItsOwnEpoch() {
        long first = Cohort.firstEpoch(1);
        long second = Cohort.firstEpoch(2);
        FenceDemand demand = new FenceDemand(new TreeMap<>(Map.of(1, first + 7, 2, second + 1)));

        for (Fence fence : Fence.values()) {
            BsonDocument validator = fence.over(FOREIGN, demand);
            assertThat(fence.demandOf(validator)).contains(demand);
            assertThat(fence.without(validator)).isEqualTo(FOREIGN);
            assertThat(epochOf(fence, validator))
                    .as("of a module without cohorts")
                    .isZero();
        }
        assertThat(admits(demand, first + 7)).isTrue();
        assertThat(admits(demand, first + 6)).isFalse();
        assertThat(admits(demand, second + 1)).isTrue();
        assertThat(admits(demand, second)).isFalse();
        assertThat(admits(demand, Cohort.firstEpoch(3) + 9))
                .as("a cohort that is not listed")
                .isFalse();
        assertThat(admits(demand, 5)).as("a module without cohorts").isFalse();
        assertThat(Fence.RECORDS.admits(BsonDocument.parse("{a: 1}"), demand)).isTrue();
    }

    private static long epochOf(Fence fence, BsonDocument validator) {
        return fence.demandOf(validator).map(it -> it.epochOf(0)).orElse(0L);
    }

    private static boolean admits(FenceDemand demand, long epoch) {
        return Fence.RECORDS.admits(
                        new BsonDocument("_sync", new BsonDocument("pending", new BsonInt64(epoch))), demand)
                && Fence.TOMBSTONES.admits(new BsonDocument("pending", new BsonInt64(epoch)), demand);
    }
}
