// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.dualwrite.internal.control.StageView;
import org.stellaops.persistence.dualwrite.internal.replicate.FollowerReplicator;
import org.stellaops.persistence.dualwrite.internal.replicate.SendResult;
import org.stellaops.persistence.dualwrite.internal.replicate.StoreReports;
import org.stellaops.persistence.dualwrite.internal.write.LeaderWriteResult;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.testkit.memory.MemoryLegacyBackend;
import org.stellaops.persistence.value.Struct;

/** An image waits for its turn; meanwhile the lead can move, and come back. */
class FollowerReplicatorTest {

    private static final EntityType<Document> TYPE =
            EntityType.builder("module", "things").build();

    private final LeaderWriteResult written = LegacyLeader.over(new MemoryLegacyBackend(), TYPE)
            .write(RecordKey.global("k"), Struct.EMPTY, Precondition.none());
    private final Deque<Supplier<SendResult>> waiting = new ArrayDeque<>();
    private final StageView stages = new StageView(Stage.SHADOW_READ, entered -> {});
    private final FollowerReplicator writes = new FollowerReplicator(
            (lane, sending, report) -> waiting.add(sending), stages, new StoreReports(TYPE, DualWriteListener.none()));

    @Test
    void anImageThatWaitedInStagesOfTheSameLeaderIsSent() {
        writes.follow(it -> new SendResult.Replicated(), stages.now(), written);

        stages.enter(Stage.DUAL_WRITE);

        assertThat(waiting.remove().get()).isEqualTo(new SendResult.Replicated());
    }

    @Test
    void anImageThatWaitedWhileTheLeadMovedIsNotSent() {
        writes.follow(it -> new SendResult.Replicated(), stages.now(), written);

        stages.enter(Stage.TARGET_LED);

        assertThat(waiting.remove().get()).isEqualTo(new SendResult.OutOfDate());
    }

    @Test
    void norIfTheLeadCameBack() {
        writes.follow(it -> new SendResult.Replicated(), stages.now(), written);

        stages.enter(Stage.TARGET_LED);
        stages.enter(Stage.SHADOW_READ);

        assertThat(waiting.remove().get()).isEqualTo(new SendResult.OutOfDate());
    }
}
