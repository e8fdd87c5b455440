// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.replicate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.spi.ApplyAnswer;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.CopyChunk;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.TargetStore;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.spi.Versions;
import org.stellaops.persistence.testkit.fault.Interception;
import org.stellaops.persistence.testkit.memory.MemoryTargetBackend;
import org.stellaops.persistence.testkit.memory.MemoryTargetStore;
import org.stellaops.persistence.value.Struct;

/** Which images of a backlog are copied, and that each gets its own answer. */
class ForwardBatchTest {

    private static final EntityType<Document> TYPE =
            EntityType.builder("module", "things").fields(FieldDef.text("x")).build();
    private static final ApplyAnswer APPLIED = new ApplyAnswer.Applied();
    private static final long EPOCH = 1;

    private final MemoryTargetBackend backend = new MemoryTargetBackend();
    private final MemoryTargetStore store = backend.store(TYPE);
    private final List<String> calls = new ArrayList<>();
    private final ForwardBatch batch = new ForwardBatch(Interception.of(TargetStore.class, (method, arguments) -> {
        switch (method.getName()) {
            case "copy" ->
                calls.add("copy " + ((CopyChunk) of(arguments)).images().size());
            case "applyAll" -> calls.add("apply " + ((List<?>) of(arguments)).size());
            default -> {}
        }
        return Interception.call(store, method, arguments);
    }));

    ForwardBatchTest() {
        assertThat(backend.control().initialise(new ControlRecord(ControlRecord.Phase.AWAY, EPOCH)))
                .isNotNull();
    }

    @Test
    void recordsThatWereInsertedAreCopiedAndOthersApplied() {
        List<Image> images = new ArrayList<>(inserted(0, 30));
        images.add(3, new Image.Tombstone(key(100), new VersionStamp(Versions.base(EPOCH) + 2, "t")));
        images.add(7, image(101, 5));

        assertThat(batch.apply(images, EPOCH)).hasSize(32).containsOnly(APPLIED);

        assertThat(calls).containsExactly("apply 2", "copy 30");
        assertThat(store.count()).isEqualTo(31);
    }

    @Test
    void aFewAreAppliedWithTheOthers() {
        assertThat(batch.apply(inserted(0, 19), EPOCH)).hasSize(19).containsOnly(APPLIED);

        assertThat(calls).containsExactly("apply 19");
    }

    /** The first write of an epoch over a record of a former one has the same version as an insert. */
    @Test
    void eachImageGetsItsOwnAnswerIfSomeAreThereAlready() {
        assertThat(store.apply(image(4, 9), EPOCH)).isEqualTo(APPLIED);
        assertThat(store.apply(image(5, 1), EPOCH)).isEqualTo(APPLIED);

        List<ApplyAnswer> answers = batch.apply(inserted(0, 30), EPOCH);

        assertThat(answers.get(4)).isEqualTo(new ApplyAnswer.Stale(image(4, 9).stamp()));
        assertThat(answers.get(5)).isEqualTo(new ApplyAnswer.Same());
        assertThat(answers.stream().filter(APPLIED::equals)).hasSize(28);
    }

    /** What a copy must not be given is answered by the store itself. */
    @Test
    void contentThatDoesNotFitTheTypeIsNotCopied() {
        Image odd = Image.Present.of(
                key(50),
                image(50, 1).stamp(),
                Struct.builder().put("y", "unmapped").build());

        List<ApplyAnswer> answers = batch.apply(
                Stream.concat(inserted(0, 30).stream(), Stream.of(odd)).toList(), EPOCH);

        assertThat(calls).containsExactly("apply 1", "copy 30");
        assertThat(answers).hasSize(31);
    }

    private static Object of(Object[] arguments) {
        return Objects.requireNonNull(arguments[0]);
    }

    private static List<Image.Present> inserted(int from, int to) {
        return IntStream.range(from, to).mapToObj(it -> image(it, 1)).toList();
    }

    private static Image.Present image(int number, int version) {
        return Image.Present.of(
                key(number),
                new VersionStamp(Versions.base(EPOCH) + version, "t" + number),
                Struct.builder().put("x", "content " + number).build());
    }

    private static RecordKey key(int number) {
        return RecordKey.global("k" + number);
    }
}
