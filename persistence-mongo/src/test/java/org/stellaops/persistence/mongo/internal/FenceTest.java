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
import org.stellaops.persistence.cutover.Cohort;

class FenceTest {

    private static final BsonDocument NONE = new BsonDocument();

    private static final BsonDocument FOREIGN = BsonDocument.parse("{$jsonSchema: {required: ['name']}}");

    private static final BsonDocument FOREIGN_AND = BsonDocument.parse("{$and: [{a: 1}, {b: 2}]}");

    @Test
    void theFenceOfRecordsIsTheOneOfTheProtocol() {
        assertThat(Fence.RECORDS.over(NONE, 7)).isEqualTo(BsonDocument.parse("""
                {$and: [{$and: [
                  {$or: [{'_sync.pending': {$exists: false}}, {'_sync.pending': {$gte: {$numberLong: '7'}}}]},
                  {$or: [{'_sync.provisional': {$exists: false}},
                         {'_sync.provisional.epoch': {$gte: {$numberLong: '7'}}}]}]}]}"""));
    }

    @Test
    void theFenceOfTombstonesLooksAtTheTopLevel() {
        assertThat(Fence.TOMBSTONES.over(NONE, 7)).isEqualTo(BsonDocument.parse("""
                {$and: [{$and: [{$or: [{pending: {$exists: false}}, {pending: {$gte: {$numberLong: '7'}}}]}]}]}"""));
    }

    @ParameterizedTest
    @EnumSource
    void theEpochIsReadBackFromTheValidator(Fence fence) {
        assertThat(fence.epochOf(NONE)).isZero();
        assertThat(fence.epochOf(FOREIGN)).isZero();
        assertThat(fence.epochOf(FOREIGN_AND)).isZero();
        assertThat(fence.epochOf(fence.over(NONE, 7))).isEqualTo(7);
        assertThat(fence.epochOf(fence.over(FOREIGN_AND, 7))).isEqualTo(7);
    }

    @ParameterizedTest
    @EnumSource
    void aValidatorThatWasThereStaysAndIsJoinedOnce(Fence fence) {
        for (BsonDocument foreign : new BsonDocument[] {FOREIGN, FOREIGN_AND}) {
            BsonDocument once = fence.over(foreign, 7);
            BsonDocument twice = fence.over(once, 8);

            assertThat(fence.without(once)).isEqualTo(foreign);
            assertThat(twice).isEqualTo(fence.over(foreign, 8));
        }
        assertThat(fence.without(fence.over(NONE, 7))).isEqualTo(NONE);
    }

    @Test
    void theFenceOfTheOtherKindIsNotTakenForOnesOwn() {
        assertThat(Fence.RECORDS.epochOf(Fence.TOMBSTONES.over(NONE, 7))).isZero();
    }

    @Test
    void documentsPassWithoutPendingFlagsOrWithPendingFlagsOfTheEpoch() {
        assertThat(Fence.RECORDS.admits(BsonDocument.parse("{a: 1}"), 7)).isTrue();
        assertThat(Fence.RECORDS.admits(BsonDocument.parse("{_sync: {pending: 7}}"), 7))
                .isTrue();
        assertThat(Fence.RECORDS.admits(BsonDocument.parse("{_sync: {pending: 6}}"), 7))
                .isFalse();
        assertThat(Fence.RECORDS.admits(BsonDocument.parse("{_sync: {pending: 7, provisional: {epoch: 6}}}"), 7))
                .isFalse();
        assertThat(Fence.TOMBSTONES.admits(BsonDocument.parse("{pending: 6}"), 7))
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
            assertThat(fence.epochOf(validator))
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

    private static boolean admits(FenceDemand demand, long epoch) {
        return Fence.RECORDS.admits(
                        new BsonDocument("_sync", new BsonDocument("pending", new BsonInt64(epoch))), demand)
                && Fence.TOMBSTONES.admits(new BsonDocument("pending", new BsonInt64(epoch)), demand);
    }
}
