// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.shadow;

import java.util.Collection;
import java.util.Collections;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.divergence.Divergence.AnswersDiffer;
import org.stellaops.persistence.dualwrite.divergence.DivergenceLog;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.ReadKind;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.SkipReason;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.dualwrite.settings.EntityPair;

/**
 * Compares the answer of a repository. What it was computed from is unknown, so a difference is only reported if, twice in a
 * row, nothing of its entity types was pending and the leader's answer stayed the same: then no write in flight explains it.
 */
final class RepositoryComparison implements ReadComparison {

    private final RepositoryCall call;
    private final Stage stage;
    private final BooleanSupplier sameStage;
    private final DivergenceLog log;
    private final DualWriteListener listener;
    private @Nullable Object leaderBefore;
    private boolean suspected;

    RepositoryComparison(
            RepositoryCall call,
            Stage stage,
            BooleanSupplier sameStage,
            @Nullable Object answered,
            DivergenceLog log,
            DualWriteListener listener) {
        this.call = call;
        this.stage = stage;
        this.sameStage = sameStage;
        this.leaderBefore = answered;
        this.log = log;
        this.listener = listener.contained();
    }

    @Override
    public Result once() {
        Side leader = stage.leader();
        if (Objects.equals(leaderBefore, ask(leader.other()))) {
            return equal();
        }
        // The order matters: what the leader answered before must have reached the follower before that is asked again.
        boolean replicated = call.pairs().stream().noneMatch(it -> isPending(it, leader));
        @Nullable Object follower = ask(leader.other());
        @Nullable Object leaderNow = ask(leader);
        if (Objects.equals(leaderNow, follower)) {
            return equal();
        }
        boolean steady = replicated && Objects.equals(leaderBefore, leaderNow);
        leaderBefore = leaderNow;
        if (steady && suspected) {
            return differs(leader, leaderNow, follower);
        }
        suspected = steady;
        return Result.AGAIN;
    }

    @Override
    public void abandoned(SkipReason reason) {
        listener.on(new DualWriteEvent.ReadNotCompared(
                call.module(), call.repository(), stage, ReadKind.REPOSITORY, reason));
    }

    private Result equal() {
        log.replicated(call.repository(), call.key());
        return done();
    }

    private Result differs(Side leader, @Nullable Object ofLeader, @Nullable Object ofFollower) {
        AnswersDiffer divergence = leader == Side.LEGACY
                ? AnswersDiffer.between(parts(ofLeader), parts(ofFollower))
                : AnswersDiffer.between(parts(ofFollower), parts(ofLeader));
        // Checked after the comparison, so that a stage entered before it is always noticed.
        if (!sameStage.getAsBoolean()) {
            return Result.AGAIN;
        }
        listener.on(new DualWriteEvent.DivergenceFound(
                call.module(), log.seen(call.repository(), call.key(), stage, divergence)));
        return done();
    }

    private Result done() {
        listener.on(new DualWriteEvent.ReadCompared(
                call.module(),
                call.repository(),
                stage,
                ReadKind.REPOSITORY,
                parts(leaderBefore).size()));
        return Result.DONE;
    }

    private @Nullable Object ask(Side side) {
        return call.ask().at(side);
    }

    private static boolean isPending(EntityPair pair, Side leader) {
        return (leader == Side.LEGACY
                                ? pair.legacy().pendingSample(1)
                                : pair.target().pendingSample(1))
                        .keys()
                > 0;
    }

    private static Collection<?> parts(@Nullable Object answer) {
        return answer instanceof Collection<?> it ? it : Collections.singletonList(answer);
    }
}
