// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.dualwrite.backfill.BackfillCounts.Fate;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.LegacyTombstone;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.testkit.memory.MemoryLegacyBackend;
import org.stellaops.persistence.testkit.memory.MemoryLegacyStore;
import org.stellaops.persistence.testkit.memory.MemoryTargetBackend;
import org.stellaops.persistence.testkit.memory.MemoryTargetStore;
import org.stellaops.persistence.value.Struct;

/** A record at or below its tombstone is left to the reconciler, which knows how to bring it above (3.6). */
class BatchCopyTest {

    private static final EntityType<Document> TYPE =
            EntityType.builder("m", "things").fields(FieldDef.text("x")).build();
    private static final RecordKey KEY = RecordKey.global("k");

    private final MemoryLegacyStore legacy = new MemoryLegacyBackend().store(TYPE);
    private final MemoryTargetBackend target = new MemoryTargetBackend();

    @ParameterizedTest
    @CsvSource({"6, APPLIED", "7, LEFT", "8, LEFT"})
    void aRecordIsCopiedOnlyFromAboveItsTombstone(long tombstone, Fate fate) throws BatchCopy.OutOfDateException {
        assertThat(target.control().initialise(new ControlRecord(ControlRecord.Phase.AWAY, 1)))
                .isNotNull();
        MemoryTargetStore store = target.store(TYPE);
        Image.Present image = Image.Present.of(
                KEY, new VersionStamp(7, "t"), Struct.builder().put("x", "v").build());
        assertThat(legacy.insert(image, 1).isDone()).isTrue();
        assertThat(legacy.insertTombstone(new LegacyTombstone(
                                KEY,
                                new VersionStamp(tombstone, "d"),
                                Optional.empty(),
                                OptionalLong.of(1),
                                Optional.empty()))
                        .isDone())
                .isTrue();
        List<LegacyRecord> read = List.of(legacy.read(KEY).orElseThrow());

        List<BatchCopy.Outcome> outcomes = new BatchCopy(new EntityPair(TYPE, legacy, store), () -> "s").copy(read, 1);

        assertThat(outcomes).containsExactly(BatchCopy.Outcome.of(fate));
        assertThat(store.find(KEY).isPresent()).isEqualTo(fate == Fate.APPLIED);
    }
}
