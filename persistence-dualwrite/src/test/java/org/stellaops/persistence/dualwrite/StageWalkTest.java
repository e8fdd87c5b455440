// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.gate.GateAnswer;
import org.stellaops.persistence.dualwrite.gate.MoveResult;
import org.stellaops.persistence.dualwrite.settings.MovePolicy;
import org.stellaops.persistence.dualwrite.settings.StagePolicy;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlRecord.Phase;
import org.stellaops.persistence.testkit.memory.MemoryLegacyBackend;
import org.stellaops.persistence.testkit.memory.MemoryTargetBackend;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

class StageWalkTest {

    private static final EntityType<Document> TYPE = EntityType.builder("module", "things")
            .fields(FieldDef.text("note").optional())
            .build();
    private static final RecordKey KEY = RecordKey.global("k");

    private final List<MemoryModule> opened = new ArrayList<>();

    @Test
    void whatWasWrittenInOneStageIsReadInEveryOther() {
        MemoryModule module = in(Stage.LEGACY_ONLY);
        for (Stage stage : Stage.values()) {
            module.walkTo(stage);
            put(module, stage.name());
            assertThat(noteIn(module)).isEqualTo(stage.name());
        }
    }

    @Test
    void theLeadGoesForthAndBackAndNothingIsLost() {
        MemoryModule module = in(Stage.SHADOW_READ);
        for (int i = 0; i < 5; i++) {
            put(module, "legacy " + i);
            module.walkTo(Stage.TARGET_LED);
            assertThat(noteIn(module)).isEqualTo("legacy " + i);
            put(module, "target " + i);
            module.walkTo(Stage.SHADOW_READ);
            assertThat(noteIn(module)).isEqualTo("target " + i);
        }
    }

    @Test
    void aJumpOverASafeguardIsRefusedAndSaid() {
        MemoryModule module = in(Stage.DUAL_WRITE);

        MoveResult result = module.module.moveTo(Stage.TARGET_LED);

        assertThat(result).isInstanceOf(MoveResult.Refused.class);
        assertThat(module.module.stage()).isEqualTo(Stage.DUAL_WRITE);
        assertThat(module.received(DualWriteEvent.StageRefused.class)).hasSize(1);
    }

    @Test
    void targetOnlyIsThePointOfNoReturn() {
        MemoryModule module = in(Stage.TARGET_ONLY);

        assertThat(module.module.moveTo(Stage.RAMP_DOWN)).isInstanceOf(MoveResult.Refused.class);
        assertThat(module.module.stage()).isEqualTo(Stage.TARGET_ONLY);
    }

    /** Every process died between the decision and taking up, so that neither store led and no process could start. */
    @Test
    void aMoveThatWasDecidedAndLeftByEverybodyIsTakenUpByWhoeverStarts() {
        MemoryModule module = in(Stage.SHADOW_READ);
        put(module, "before");
        assertThat(module.module.drain(Duration.ofSeconds(10))).isTrue();
        module.close();
        ControlRecord now = module.legacy.control().read();
        ControlRecord other = module.target.control().read();
        assertThat(module.target.control().compareAndSet(other, other.at(Phase.AWAY, now.epoch() + 1)))
                .isTrue();
        assertThat(module.legacy.control().compareAndSet(now, new ControlRecord(Phase.AWAY, now.epoch() + 2)))
                .isTrue();

        MemoryModule next = module.again(it -> it.stage(Stage.SHADOW_READ));
        opened.add(next);

        assertThat(next.module.stage()).isEqualTo(Stage.TARGET_LED);
        assertThat(noteIn(next)).isEqualTo("before");
        put(next, "after");
        assertThat(noteIn(next)).isEqualTo("after");
    }

    @Test
    void aGuardCanKeepAModuleWhereItIs() {
        MemoryModule module = MemoryModule.in(
                Stage.LEGACY_ONLY,
                TYPE,
                it -> it.gates(step -> List.of(GateAnswer.refused("backfill", "no evidence of a backfill", "run it"))));
        opened.add(module);

        assertThat(module.module.moveTo(Stage.DUAL_WRITE))
                .isEqualTo(new MoveResult.Refused(
                        Stage.LEGACY_ONLY, Stage.DUAL_WRITE, List.of("backfill: no evidence of a backfill; run it")));
    }

    @Test
    void aMoveThatCannotDrainIsGivenUpAndTheOldLeaderServesOn() {
        MemoryModule module = MemoryModule.in(
                Stage.SHADOW_READ,
                TYPE,
                it -> it.withoutReconciler().moves(MovePolicy.defaults().withDrain(Duration.ofMillis(50))));
        opened.add(module);
        module.target.fail(Optional.of(new Fault(Fault.Kind.UNAVAILABLE, "injected")));
        put(module, "while the target is down");

        assertThat(module.module.moveTo(Stage.TARGET_LED)).isInstanceOf(MoveResult.Refused.class);

        put(module, "still served");
        assertThat(noteIn(module)).isEqualTo("still served");
        module.target.fail(Optional.empty());
        module.walkTo(Stage.TARGET_LED);
        assertThat(noteIn(module)).isEqualTo("still served");
    }

    @Test
    void aProcessServesByTheRecordWhateverItsFileSays() {
        MemoryModule next = in(Stage.LEGACY_ONLY).again(it -> it.stage(Stage.TARGET_LED));
        opened.add(next);

        assertThat(next.module.stage()).isEqualTo(Stage.LEGACY_ONLY);
        assertThat(next.received(DualWriteEvent.StageDiffers.class))
                .containsExactly(new DualWriteEvent.StageDiffers(TYPE.module(), Stage.TARGET_LED, Stage.LEGACY_ONLY));
    }

    @Test
    void aNewModuleDoesNotBeginWithTheTarget() {
        assertThatIllegalStateException()
                .isThrownBy(() -> MemoryModule.over(
                        new MemoryLegacyBackend(), new MemoryTargetBackend(), TYPE, it -> it.stage(Stage.TARGET_LED)))
                .withMessageContaining("target-led");
    }

    @Test
    void aProcessThatMissedTheMoveFollowsWithItsNextWrite() {
        MemoryModule first = in(Stage.SHADOW_READ);
        MemoryModule second = first.again(
                it -> it.stagePolicy(StagePolicy.defaults().with(Duration.ofMinutes(10), Duration.ofMinutes(30))));
        opened.add(second);
        put(second, "before");
        first.walkTo(Stage.TARGET_LED);

        put(second, "after");

        assertThat(second.module.stage()).isEqualTo(Stage.TARGET_LED);
        assertThat(noteIn(first)).isEqualTo("after");
    }

    private MemoryModule in(Stage stage) {
        MemoryModule module = MemoryModule.in(stage, TYPE, it -> it);
        opened.add(module);
        return module;
    }

    private static void put(MemoryModule module, String note) {
        assertThat(module.store().put(KEY, note(note), Precondition.none()).isApplied())
                .as(note)
                .isTrue();
    }

    private static String noteIn(MemoryModule module) {
        Value note =
                module.store().find(KEY).orElseThrow().content().find("note").orElseThrow();
        return ((Value.Text) note).value();
    }

    private static Struct note(String text) {
        return Struct.builder().put("note", text).build();
    }

    @AfterEach
    void close() {
        opened.forEach(MemoryModule::close);
    }
}
