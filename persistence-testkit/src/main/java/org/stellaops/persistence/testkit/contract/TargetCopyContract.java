// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.persistence.testkit.contract.Contents.key;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.spi.ApplyAnswer;
import org.stellaops.persistence.spi.ControlRecord.Phase;
import org.stellaops.persistence.spi.CopyAnswer;
import org.stellaops.persistence.spi.CopyChunk;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.TargetStore;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** Clauses {@code TS-COPY}: records that a backfill copies many at a time. */
public abstract class TargetCopyContract extends TargetContract {

    private static final String NAME = "backfill/everything";

    /** For subclasses. */
    protected TargetCopyContract() {}

    @Test
    @Clause("TS-COPY-1")
    final void recordsThatAreNotThereAreApplied() {
        following();
        List<Image.Present> images = images(3_000);

        assertThat(copied(images).answers()).hasSize(3_000).containsOnly(APPLIED);

        assertThat(store().count()).isEqualTo(3_000);
        assertThat(store().pendingCount()).isZero();
        Stream.of(0, 1, 1_499, 2_999).map(images::get).forEach(this::assertHolds);
        assertThat(copied(images).answers()).containsOnly(SAME);
    }

    @Test
    @Clause("TS-COPY-1")
    final void contentsOfEveryKindArriveAsTheyWere() {
        following();
        RandomContents contents = new RandomContents(7);
        for (EntityType<?> type : List.of(ContractTypes.EVERYTHING, ContractTypes.LISTS)) {
            List<Image.Present> images = IntStream.range(0, 400)
                    .mapToObj(i -> image(key(String.format("%04d", i)), stamp(1, "t" + i), contents.of(type)))
                    .filter(it -> type.problemsOfHeld(it.key(), it.content()).isEmpty())
                    .toList();
            TargetStore store = store(type);

            assertThat(store.copy(new CopyChunk(images, EPOCH, Optional.empty()))
                            .answers())
                    .containsOnly(APPLIED);

            assertThat(images)
                    .hasSizeGreaterThan(100)
                    .allSatisfy(it -> assertThat(store.image(it.key())).contains(it));
        }
    }

    @Test
    @Clause("TS-COPY-1")
    final void textsThatAFormatCouldTakeForItsOwnArriveAsTheyWere() {
        following();
        List<String> texts = List.of(
                "\\N",
                "\\.",
                "\\",
                "\t",
                "\n",
                "\r\n",
                "\b\f\u000b",
                "",
                "a\\tb",
                "\u0001\u007f",
                "é\u2028\uD83D\uDE00");
        List<Image.Present> images = new ArrayList<>();
        texts.forEach(it ->
                images.add(image(key("k" + it), stamp(1, "t"), Contents.withChildren(it, it, "\"{" + it + "},"))));

        assertThat(copied(images).answers()).containsOnly(APPLIED);

        images.forEach(this::assertHolds);
    }

    @Test
    @Clause("TS-COPY-1")
    final void tenantsAndOtherKindsOfIdsAreCopied() {
        following();
        List<Image.Present> accounts = Stream.of("a", "b")
                .flatMap(tenant -> IntStream.range(0, 5)
                        .mapToObj(i -> image(RecordKey.of(tenant, "id" + i), stamp(1, "t"), Contents.account("n" + i))))
                .toList();
        List<Image.Present> devices = IntStream.range(0, 5)
                .mapToObj(i -> image(
                        key("00000000-0000-0000-0000-00000000000" + i),
                        VersionStamp.UNVERSIONED,
                        Contents.account("d")))
                .toList();

        assertThat(copied(store(ContractTypes.ACCOUNTS), accounts).answers()).containsOnly(APPLIED);
        assertThat(copied(store(ContractTypes.DEVICES), devices).answers()).containsOnly(APPLIED);

        accounts.forEach(
                it -> assertThat(store(ContractTypes.ACCOUNTS).image(it.key())).contains(it));
        devices.forEach(
                it -> assertThat(store(ContractTypes.DEVICES).image(it.key())).contains(it));
    }

    @Test
    @Clause("TS-COPY-2")
    final void eachIsAnsweredAsOneByOneWhateverTheStoreHolds() {
        following();
        Image.Present held = given(key("held"), stamp(7, "t"), OLD);
        Image.Present other = given(key("differs"), stamp(7, "t"), OLD);
        Image.Present newer = given(key("newer"), stamp(9, "n"), OLD);
        given(key("older"), stamp(3, "o"), OLD);
        assertThat(store().apply(tombstone(key("dead"), stamp(8, "d")), EPOCH)).isEqualTo(APPLIED);
        Image.Present next = image(key("older"), stamp(4, "u"), NEW);

        CopyAnswer answer = copied(List.of(
                image(key("a new one"), stamp(1, "t"), NEW),
                held,
                image(key("differs"), stamp(7, "t"), NEW),
                image(key("dead"), VersionStamp.UNVERSIONED, NEW),
                image(key("newer"), VersionStamp.UNVERSIONED, NEW),
                next,
                image(key("z"), VersionStamp.UNVERSIONED, OLD)));

        assertThat(answer.answers())
                .containsExactly(
                        APPLIED,
                        SAME,
                        new ApplyAnswer.Differs(stamp(7, "t")),
                        new ApplyAnswer.Stale(stamp(8, "d")),
                        new ApplyAnswer.Stale(stamp(9, "n")),
                        APPLIED,
                        APPLIED);
        assertThat(answer.progressSaved()).isFalse();
        assertThat(backend().checkpoints().load(NAME)).isEmpty();
        Stream.of(held, other, newer, next, image(key("a new one"), stamp(1, "t"), NEW))
                .forEach(this::assertHolds);
        assertHolds(image(key("z"), VersionStamp.UNVERSIONED, OLD));
        assertThat(store().find(key("dead"))).isEmpty();
    }

    @Test
    @Clause("TS-COPY-3")
    final void oneThatCannotBeStoredHindersNoOther() {
        following();
        TargetStore tickets = store(ContractTypes.TICKETS);
        List<Image.Present> images = Stream.of("a", "b", "c")
                .map(it -> image(key("00000000000000000000000" + it), stamp(1, it), ticket(it.equals("c") ? "a" : it)))
                .toList();
        List<Image.Present> texts = List.of(
                image(key("first"), stamp(1, "t"), OLD),
                image(key("refused"), stamp(1, "t"), Contents.text("secret\0")),
                image(key("third"), stamp(1, "t"), NEW));

        CopyAnswer clashing = copied(tickets, images);
        CopyAnswer refused = copied(texts);

        assertThat(clashing.answers().subList(0, 2)).containsOnly(APPLIED);
        assertThat(clashing.answers().get(2)).isInstanceOf(ApplyAnswer.Violates.class);
        assertThat(clashing.progressSaved()).isFalse();
        assertThat(tickets.count()).isEqualTo(2);
        assertThat(tickets.state(images.get(2).key())).isEmpty();
        assertThat(refused.answers().get(1)).isInstanceOf(ApplyAnswer.Refused.class);
        assertThat(refused.progressSaved()).isFalse();
        assertHolds(texts.get(0));
        assertHolds(texts.get(2));
        assertThat(store().state(key("refused"))).isEmpty();
    }

    @Test
    @Clause("TS-COPY-4")
    final void theProgressIsSavedWithTheRecordsIfAllOfThemAreApplied() {
        following();
        assertThat(backend().checkpoints().isWrittenBy(store())).isTrue();

        CopyAnswer answer = copied(images(20));

        assertThat(answer.progressSaved()).isTrue();
        assertThat(backend().checkpoints().load(NAME)).contains("after 20");
        CopyAnswer without = store().copy(new CopyChunk(images(20), EPOCH, Optional.empty()));
        assertThat(without.progressSaved()).isFalse();
        assertThat(copied(images(21)).progressSaved()).isFalse();
        assertThat(backend().checkpoints().load(NAME)).contains("after 20");
    }

    @Test
    @Clause("TS-COPY-5")
    final void aSenderOfAFormerEpochCopiesNothing() {
        following();

        CopyAnswer answer = store().copy(new CopyChunk(images(20), EPOCH - 1, progress(20)));

        assertThat(answer.answers()).hasSize(20).containsOnly(OUT_OF_DATE);
        assertThat(answer.progressSaved()).isFalse();
        assertThat(store().count()).isZero();
        assertThat(backend().checkpoints().load(NAME)).isEmpty();
        assertThat(store().copy(new CopyChunk(List.of(), EPOCH, progress(0))).answers())
                .isEmpty();
    }

    @Test
    @Clause("TS-COPY-5")
    final void aStoreThatLeadsAcceptsNoCopy() {
        for (Phase phase : List.of(Phase.STEADY, Phase.MOVING)) {
            control(phase, EPOCH);

            assertThat(copied(images(20)).answers()).containsOnly(OUT_OF_DATE);
            assertThat(store().count()).isZero();
        }
    }

    @Test
    @Clause("TS-COPY-6")
    final void analysingChangesNothing() {
        following();
        List<Image.Present> images = images(100);
        assertThat(copied(images).answers()).containsOnly(APPLIED);

        assertThat(store().analyze()).isEmpty();

        assertThat(store().count()).isEqualTo(100);
        assertHolds(images.get(50));
    }

    private CopyAnswer copied(List<Image.Present> images) {
        return copied(store(), images);
    }

    private CopyAnswer copied(TargetStore store, List<Image.Present> images) {
        return store.copy(new CopyChunk(images, EPOCH, progress(images.size())));
    }

    private static Optional<CopyChunk.Progress> progress(int records) {
        return Optional.of(new CopyChunk.Progress(NAME, "after " + records));
    }

    private static List<Image.Present> images(int records) {
        return IntStream.range(0, records)
                .mapToObj(i -> image(
                        key(String.format("%05d", i)),
                        i % 2 == 0 ? VersionStamp.UNVERSIONED : stamp(1, "t" + i),
                        Contents.withChildren("text " + i, "p" + i, "q")))
                .toList();
    }

    private static Struct ticket(String code) {
        return Struct.builder().put("code", Value.of(code)).build();
    }
}
