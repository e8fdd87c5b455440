// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.bson.BsonDocument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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
}
